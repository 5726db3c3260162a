"""Finished results in readable form: numbers, charts, workbook, slides."""
