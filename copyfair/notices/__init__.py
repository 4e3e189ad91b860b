"""Fee notices: what is owed to a commons, why, and how to pay or object; an assessment, never an invoice."""

from copyfair.notices.draw_up import draw_up
from copyfair.notices.issue import issue
from copyfair.notices.render import FORMATS, render_notice

__all__ = ["FORMATS", "draw_up", "issue", "render_notice"]
