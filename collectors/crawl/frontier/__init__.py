"""What to read next: URLs in one form, traps bounded, the most promising first."""
