//! What people and programs read: the shapes of lists and pages, the API and `--output json`. All of them can be made anew.
//!
//! Words for states and the like are those of the domain; dates are `YYYY-MM-DD`, instants RFC 3339 in UTC, money in cents.

mod asset;
mod capacity;
mod dates;
mod deadline;
mod escalation;
mod exposure;
mod finding;
mod history;
mod import;
mod item;
mod item_page;
mod ladder;
mod mapping;
mod merging;
mod notice;
mod people;
mod requirement;
mod review;
mod slip;

pub use self::{
    asset::{AssetView, FindingChange, KnownName, MergeReport, Merged, RecognitionView},
    capacity::{CapacityView, ErrorsView, ForecastRow, LoadView, MoneyView, PersonLoad, UnplannedRow},
    dates::{DatedTask, DatesView},
    deadline::{DeadlineRow, DueView, ExampleView, PolicyView, ReasonView, TraceView, UrgencyView},
    escalation::{AskedView, DecisionView, EscalationRow, SaidView},
    exposure::{AssetRow, AssetSaid, ExposureRuleView, ExposureView, FeedRow},
    finding::{AssetState, CvssView, FindingRow, GroupRow},
    history::HistoryEntry,
    import::{ChangesView, ImportRow, TallyView},
    item::{ControlEnd, ItemRow, MilestoneRow, PersonRef, TaskRow, TicketView, WaitingView},
    item_page::{
        ChainStep, ControlView, EvidenceView, ExceptionView, ExtensionView, GapView, ItemView, MilestoneChange,
        MilestoneView, ProposalView, ResourcesView, TaskView, TestView,
    },
    ladder::{LadderView, StepsView},
    mapping::{CatalogMapping, ConcernView, ConcernsView, MappingRow, MappingTable},
    merging::{MergeRow, MergingRow, NameView, PartRow},
    notice::{NoticeRow, OutboxView},
    people::{AppointmentRow, AwayView, CalendarRow, LimitView, OrganizationRow, PersonRow, SystemRow, TokenRow},
    requirement::{FamilyView, RequirementView},
    review::{ActionView, AgendaEntry, CadenceView, MinutesView, PeriodView, RemarkView, ReviewRow, RhythmView},
    slip::{MovesView, SlipRow, SlipView},
};
