"""HTTP and HTML only: `app.create_app` serves one release; there is one module for each kind of page."""
