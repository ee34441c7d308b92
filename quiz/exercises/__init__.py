"""Exercises that are drawn afresh at every review, and that know which wrong idea an answer comes from.

>>> from quiz.exercises import registry
>>> family = registry.families()["conv-output-size"]
>>> params = family.draw(level=1, seed=7)
>>> family.grade("26", params).verdict
"""
