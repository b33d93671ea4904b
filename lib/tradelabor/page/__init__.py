"""What a notebook cell calls to show or report."""
