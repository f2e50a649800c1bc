"""The font for formulas."""
