"""Exercises that know your mistake, quick questions, and how far you have come."""

from optlearn.practice.comparison import check
from optlearn.practice.questions import question
from optlearn.practice.record import progress

__all__ = ["check", "progress", "question"]
