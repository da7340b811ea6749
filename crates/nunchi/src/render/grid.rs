//! Small aligned tables without lines: words to the left, numbers to the right.

use comfy_table::{Cell, CellAlignment, Table, presets::NOTHING};

/// See the module.
pub(crate) struct Grid {
    table: Table,
    right: Vec<bool>,
}

impl Grid {
    /// A table with these columns; a name that begins with `>` is one of numbers.
    pub(crate) fn new(head: &[&str]) -> Grid {
        let right: Vec<bool> = head.iter().map(|name| name.starts_with('>')).collect();
        let mut grid = Grid {
            table: Table::new(),
            right,
        };
        grid.table.load_style(NOTHING);
        let names: Vec<String> = head
            .iter()
            .map(|name| name.trim_start_matches('>').to_owned())
            .collect();
        let cells = grid.cells(&names);
        grid.table.set_header(cells);
        grid
    }

    pub(crate) fn row(&mut self, texts: &[String]) {
        let cells = self.cells(texts);
        self.table.add_row(cells);
    }

    /// The lines, without blanks at their ends.
    pub(crate) fn lines(mut self) -> Vec<String> {
        for column in self.table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        self.table
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    fn cells(&self, texts: &[String]) -> Vec<Cell> {
        let align = |right: bool| {
            if right {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            }
        };
        texts
            .iter()
            .zip(&self.right)
            .map(|(text, right)| Cell::new(harmless(text)).set_alignment(align(*right)))
            .collect()
    }
}

/// What people typed into logs must not steer a terminal.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
