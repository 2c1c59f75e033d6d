"""From stored pages to observations: what a council's website offers, with a receipt for every mark."""
