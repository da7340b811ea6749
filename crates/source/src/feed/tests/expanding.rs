//! Names, folders and patterns.

use env::RealDisk;

use super::{resuming::Folder, *};
use crate::feed::expand;

fn found(folder: &Folder, args: &[&str]) -> Result<Vec<String>, FeedError> {
    let root = folder.0.display().to_string();
    let whole = |arg: &&str| {
        if *arg == "-" {
            "-".to_owned()
        } else {
            format!("{root}/{arg}")
        }
    };
    let args: Vec<String> = args.iter().map(whole).collect();
    let files = expand(&RealDisk, &args)?;
    let short = |path: &std::path::PathBuf| {
        path.display()
            .to_string()
            .trim_start_matches(&format!("{root}/"))
            .to_owned()
    };
    Ok(files.iter().map(short).collect())
}

#[test]
fn files_folders_and_patterns_give_sorted_files_once() {
    let folder = Folder::new("expand");
    for name in [
        "a.log",
        "b.log",
        "b.txt",
        "[x].log",
        "sub/c.log",
        "sub/deep/d.log",
        ".hidden.log",
        ".git/e.log",
    ] {
        folder.write(name, b"");
    }
    let all = [
        "[x].log",
        "a.log",
        "b.log",
        "b.txt",
        "sub/c.log",
        "sub/deep/d.log",
    ];
    assert_eq!(found(&folder, &["."]).unwrap(), all);
    assert_eq!(
        found(&folder, &["sub", "a.log", "./a.log", "-"]).unwrap(),
        ["a.log", "sub/c.log", "sub/deep/d.log", "-"]
    );
    assert_eq!(found(&folder, &["?.log"]).unwrap(), ["a.log", "b.log"]);
    assert_eq!(
        found(&folder, &["[ab].*"]).unwrap(),
        ["a.log", "b.log", "b.txt"]
    );
    assert_eq!(found(&folder, &["[x].log"]).unwrap(), ["[x].log"]);
    assert_eq!(found(&folder, &["*/*.log"]).unwrap(), ["sub/c.log"]);
    assert_eq!(found(&folder, &["**/d*"]).unwrap(), ["sub/deep/d.log"]);
    assert_eq!(
        found(&folder, &["s*"]).unwrap(),
        ["sub/c.log", "sub/deep/d.log"]
    );
    assert_eq!(found(&folder, &[".hidden.log"]).unwrap(), [".hidden.log"]);
}

#[test]
fn an_argument_that_names_nothing_is_told() {
    let folder = Folder::new("nothing");
    folder.write("empty/.hidden", b"");
    for missing in ["no.log", "*.log", "empty", "no/*/such", "a[.log"] {
        let error = found(&folder, &["empty/.hidden", missing]).unwrap_err();
        assert!(error.to_string().contains(missing), "{error}");
    }
    assert!(matches!(
        found(&folder, &["a[.log"]),
        Err(FeedError::Pattern { .. })
    ));
}
