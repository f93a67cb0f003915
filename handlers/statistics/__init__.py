"""Figures, targets and the morning's screen, for officials."""
