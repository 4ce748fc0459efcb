"""Everything that can be asked of the service, each by one name: rights are given by these names alone."""

from enum import StrEnum


class Action(StrEnum):
    """One thing that somebody may or may not do."""

    # In an alarm
    PRESS = "press"
    """Press a soft button for oneself."""
    SEE_BOARD = "see_board"
    """See what goes on: the live stream and the board, as far as the connection's audience reaches."""
    ANSWER = "answer"
    """Say that one has seen an alarm, comes or cannot come."""
    ARRIVE = "arrive"
    """Say that one is there: it can end the calls for help, and entitles to end the alarm."""
    HELP = "help"
    """Take the lead or hand it or a role on, ask for more help, say who calls the police; begin and end a muster."""
    ASK_POLICE = "ask_police"
    """Say that the police are needed."""
    ACCOUNT = "account"
    """Say in a muster that oneself or others are safe or need help, and how many visitors there are."""
    SAY_MISTAKE = "say_mistake"
    """Say by one's own code that one has pressed by mistake; it ends nothing."""
    CLEAR = "clear"
    """Say that the danger is over."""
    CANCEL = "cancel"
    """Say that an alarm was set off by mistake."""
    CLOSE = "close"
    """Say that the record of an alarm is complete."""
    TEST_BUTTON = "test_button"
    """Let the next press of one's own button be a test, or of one that nobody wears and one looks after."""
    START_DRILL = "start_drill"
    """Start a drill or a test."""

    # The day
    SEE_OFFICE = "see_office"
    """See an office's static facts: its zones, people, roles and duties."""
    SEE_TODAY = "see_today"
    """See who is there today and who would be called."""
    SAY_TODAY = "say_today"
    """Say that somebody is away or here."""

    # The plan
    SEE_PLAN = "see_plan"
    """Read the plan, its versions and its findings, and print it."""
    TRY_PLAN = "try_plan"
    """Have a plan's text checked, proven and simulated; nothing is kept."""
    EDIT_PLAN = "edit_plan"
    """Change the draft."""
    APPROVE_PLAN = "approve_plan"
    """Approve a version, publish it, or roll back to one."""
    GIVE_VIEW = "give_view"
    """Record the safety representative's view."""
    READ_DUTY = "read_duty"
    """Confirm that one has read one's own duty."""

    # The record
    SEE_ALARMS = "see_alarms"
    """See past alarms one by one: review and timeline."""
    SEE_FIGURES = "see_figures"
    """See counts and durations in which nobody can be recognised."""

    # Running it
    MANAGE_PEOPLE = "manage_people"
    """Make and end accounts, and say which roles they have."""
    SYNC_PEOPLE = "sync_people"
    """Make, change and end the accounts that come from one's own directory."""
    MANAGE_SCREENS = "manage_screens"
    """Pair screens and phones, and revoke them."""
    MANAGE_DEVICES = "manage_devices"
    """Give devices their credentials, and revoke them."""
    ENROL_DEVICES = "enrol_devices"
    """Enrol buttons, say who wears each and where it hangs, and that one is lost or out of service."""
    SEE_HEALTH = "see_health"
    """See how the service is."""
    SEE_ROUTES = "see_routes"
    """See how the routes out of the house stand, and test them."""
