"""The nets on remote pods of TensorFlow Serving: one pod (node), their choice (pool), retries (client)."""
