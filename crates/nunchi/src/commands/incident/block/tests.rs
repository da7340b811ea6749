use api::incidents::blocks::Block;
use incident::block::{BlockList, Rules};

use super::telling::list_document;

/// What gateways and digests have, and what the contract has, are one object: a name that a list gains and the contract does
/// not would be lost on the way.
#[test]
fn the_contract_loses_nothing_of_a_list() {
    let golden = include_str!("../../../../../api/tests/golden/incident_block.json");
    let golden: Block = serde_json::from_str(golden).expect("the golden document is of its type");
    let text = serde_json::to_string(&golden.list).expect("documents are JSON");
    let list =
        BlockList::read(text.as_bytes(), &Rules::default()).expect("it is the list of its digest");
    let told = list_document(&list).expect("every list has its document");
    assert_eq!(told, golden.list);
    assert_eq!(
        serde_json::to_string(&told).expect("documents are JSON"),
        list.json()
    );
}
