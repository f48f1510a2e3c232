"""Where on its curve a run stands: underfitting, good fit, overfitting; how sure; which epochs were best."""
