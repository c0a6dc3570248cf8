"""Run the service: ``python -m examples.host_sqlalchemy``."""

from __future__ import annotations

import argparse

import uvicorn
from sqlalchemy import create_engine

from examples.host_sqlalchemy.database import migrate
from examples.host_sqlalchemy.service import create_app


def main() -> None:
    """Bring the tables up to date and listen, to this machine only."""
    parser = argparse.ArgumentParser(prog="python -m examples.host_sqlalchemy", description=__doc__)
    parser.add_argument(
        "--url", default="sqlite:///shop.db", help="the database, by SQLAlchemy's URL"
    )
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    engine = create_engine(options.url)
    migrate(engine)
    print(f"http://127.0.0.1:{options.port}/ the story, /docs the service")
    uvicorn.run(create_app(engine), host="127.0.0.1", port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
