"""An archive on Milvus: our weights as sparse vectors, our vectors dense, and a sidecar beside every front end."""
