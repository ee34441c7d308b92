"""Pictures: what becomes of their pixels."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row("brightness", f"{__name__}.brightness"),
    Row("contrast", f"{__name__}.contrast"),
    Row("threshold", f"{__name__}.threshold"),
    Row("mask-paste", f"{__name__}.mask_paste"),
    Row("alpha-composite", f"{__name__}.alpha_composite"),
    Row("blur-pixel", f"{__name__}.blur_pixel"),
    Row("edge-pixel", f"{__name__}.edge_pixel"),
    Row("sharpen-pixel", f"{__name__}.sharpen_pixel"),
    Row("which-kernel", f"{__name__}.which_kernel"),
    Row("bgr-rgb", f"{__name__}.bgr_rgb"),
    Row("frame-difference", f"{__name__}.frame_difference"),
)
