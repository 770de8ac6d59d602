namespace MatchGrid.Embedded;

/// <summary>What a grain method returns.</summary>
internal enum ReturnShape
{
    Nothing,
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
}
