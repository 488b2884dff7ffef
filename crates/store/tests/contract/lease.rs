//! Which of several servers sees to what happens by itself.

use closeout_domain::ids::OrganizationId;
use uuid::Uuid;

use crate::{
    firm::{ACME, BOLT, at, id},
    house::House,
};

/// Whether somebody gets the lease at a minute, for ten minutes.
async fn takes(house: &House, organization: OrganizationId, holder: Uuid, minute: i64) -> bool {
    house.store().take_lease(organization, holder, at(minute), at(minute + 10)).await.unwrap()
}

pub async fn one_holder_at_a_time_until_it_ends_or_is_returned(house: &mut House) {
    let (one, two) = (id(1), id(2));
    assert!(takes(house, ACME, one, 0).await);
    assert!(!takes(house, ACME, two, 0).await && !takes(house, ACME, two, 9).await);
    assert!(takes(house, BOLT, two, 0).await, "of another organization");
    assert!(takes(house, ACME, two, 10).await, "it ended at this very minute");
    assert!(!takes(house, ACME, one, 19).await);
    house.store().return_lease(ACME, one).await.unwrap();
    assert!(!takes(house, ACME, one, 19).await, "nobody returns what is another's");
    house.store().return_lease(ACME, two).await.unwrap();
    assert!(takes(house, ACME, one, 19).await);
    assert!(!takes(house, BOLT, one, 9).await, "returning it here leaves that of another organization");
}

pub async fn a_lease_is_renewed_by_its_holder_and_lost_to_whoever_took_it_over(house: &mut House) {
    let (one, two) = (id(1), id(2));
    assert!(takes(house, ACME, one, 0).await && takes(house, ACME, one, 8).await);
    assert!(!takes(house, ACME, two, 17).await, "it was renewed until minute 18");
    assert!(takes(house, ACME, one, 30).await, "late, but nobody took it meanwhile");
    assert!(takes(house, ACME, two, 40).await);
    assert!(!takes(house, ACME, one, 41).await, "whoever comes back finds that it is gone");
}

pub async fn of_many_who_reach_for_it_one_gets_it(house: &mut House) {
    for round in 0..10 {
        let minute = round * 10;
        let reach = |n: u128| {
            let store = house.store();
            tokio::spawn(async move { store.take_lease(ACME, id(n), at(minute), at(minute + 10)).await.unwrap() })
        };
        let mut got = 0;
        for hand in (1..=8).map(reach).collect::<Vec<_>>() {
            got += u32::from(hand.await.unwrap());
        }
        assert_eq!(got, 1, "round {round}");
    }
}

pub async fn a_lease_outlives_the_program_that_took_it(house: &mut House) {
    let (killed, next) = (id(1), id(2));
    assert!(takes(house, ACME, killed, 0).await);
    house.reopen().await;
    assert!(!takes(house, ACME, next, 9).await, "it might still be at work");
    assert!(takes(house, ACME, next, 10).await);
}
