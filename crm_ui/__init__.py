"""What the pages share: words, formats, filters, figures, cards, charts, tables, downloads. Pages ask and show; they compute nothing."""
