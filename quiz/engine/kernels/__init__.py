"""The loops behind convolution and pooling, on plain arrays that were checked before."""
