-- One text for SQLite and PostgreSQL: TEXT and BIGINT mean the same in both.
-- What people typed stands sealed in `body`, as base64; `digest` is hex.
CREATE TABLE record (
    stream TEXT NOT NULL,
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (stream, number)
);
CREATE TABLE blob_part (
    name TEXT NOT NULL,
    part BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name, part)
);
