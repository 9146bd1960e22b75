"""The explorer's pages, one file a page, and what they share."""
