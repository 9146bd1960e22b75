"""Tables in; graph, findings, files and pictures out."""
