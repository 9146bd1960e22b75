"""The graph as a Streamlit component: a picture in, the node or edge a reader clicks out."""

from app_pages.graph_view.component import show_graph

__all__ = ["show_graph"]
