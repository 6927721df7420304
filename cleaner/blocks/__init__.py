"""From a page to its blocks: lines of a text dump, leaf elements of an HTML tree."""
