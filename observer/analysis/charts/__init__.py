"""Pictures of figures, drawn on the server as SVG: one file for the page and for the PDF.

Each chart comes with its alternative text and its table twin. Colours are classes that the style sheet
`static/analysis/charts.css` binds to the page's tokens; presentation attributes beside them draw the same
picture where no style sheet is (Typst). Nothing is told by colour alone.
"""

from observer.analysis.charts.bars import Bar, bars
from observer.analysis.charts.drawing import Chart, Table
from observer.analysis.charts.map_labels import MapRegion
from observer.analysis.charts.map_legend import Subject
from observer.analysis.charts.share_map import StationShare, share_map
from observer.analysis.charts.timeline import Series, timeline

__all__ = [
    "Bar",
    "Chart",
    "MapRegion",
    "Series",
    "StationShare",
    "Subject",
    "Table",
    "bars",
    "share_map",
    "timeline",
]
