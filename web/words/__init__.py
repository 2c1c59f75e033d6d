"""The words of the site: one catalogue a language, and the numbers, dates and units that stand in them.

Data carries messages, ids with values (models.Message); only this package makes sentences of them.
"""
