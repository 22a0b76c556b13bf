"""An answer as a picture: SVG that is made here, so that it needs no script, and prints and exports as it is seen.

`draw` chooses by the kind of drawing and gives back a `DrawnSvg`. Bars, lines and timelines are plotted by Vega-Lite and the
places of a network's things by Vega, in a process of their own (`plotter`, `worker`), to which nothing of an answer goes but
numbers: every text is put in afterwards (`plot`). Maps and numbers need no help.
"""
