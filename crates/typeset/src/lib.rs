//! Sets a document as PDF with Typst, which nothing but this crate names.
