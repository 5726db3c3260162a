"""Once per server: the heavy imports, out of the garbage collector's way, and the engine compiled before the first click."""
import gc
import threading

import plotly.graph_objects as go

from simulation.simulate import warm_up

go.Figure(go.Scatter(x=[1], y=[1]))      # fills Plotly's lazy imports
gc.collect()
gc.freeze()                              # else each script run of each user collects these modules anew: 2.6 s a click at 30 users
threading.Thread(target=warm_up, daemon=True, name="warm-up").start()
