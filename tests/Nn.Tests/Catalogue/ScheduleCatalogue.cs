namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>Every schedule once.</summary>
internal static class ScheduleCatalogue
{
    /// <summary>The conversion from a number has no name of its own.</summary>
    public const string FromNumber = "op_Implicit";

    public static IReadOnlyList<ScheduleRow> Rows { get; } =
    [
        new()
        {
            Of = nameof(Schedule.Constant), Schedule = Schedule.Constant(0.3), Other = Schedule.Constant(0.4),
            Values = [(0, 0.3), (1000, 0.3), (long.MaxValue, 0.3)], Description = "constant 0.3",
            Bad = [static () => Schedule.Constant(double.NaN), static () => Schedule.Constant(double.PositiveInfinity)],
        },
        new()
        {
            Of = FromNumber, Schedule = 0.25, Other = 0.5,
            Values = [(0, 0.25), (long.MaxValue, 0.25)], Description = "constant 0.25",
            Bad = [static () => ((Schedule)double.NaN).At(0)],
        },
        new()
        {
            Of = nameof(Schedule.Linear), Schedule = Schedule.Linear(1, 0.5, 10), Other = Schedule.Linear(1, 0.5, 11),
            Values = [(0, 1), (1, 0.95), (5, 0.75), (10, 0.5), (11, 0.5), (long.MaxValue, 0.5)], Description = "linear 1 to 0.5 over 10",
            Bad = [static () => Schedule.Linear(1, 0, 0), static () => Schedule.Linear(double.NaN, 0, 1),
                static () => Schedule.Linear(1, double.NaN, 1)],
        },
        new()
        {
            Of = nameof(Schedule.Cosine), Schedule = Schedule.Cosine(1, 0, 8), Other = Schedule.Cosine(1, 0.1, 8),
            Values = [(0, 1), (2, (1 + Math.Sqrt(0.5)) / 2), (4, 0.5), (8, 0), (9, 0), (long.MaxValue, 0)],
            Description = "cosine 1 to 0 over 8",
            Bad = [static () => Schedule.Cosine(1, 0, 0), static () => Schedule.Cosine(double.NaN, 0, 1)],
        },
        new()
        {
            Of = nameof(Schedule.Steps), Schedule = Schedule.Steps(1, 0.1, 3), Other = Schedule.Steps(1, 0.2, 3),
            Values = [(0, 1), (2, 1), (3, 0.1), (5, 0.1), (6, 0.01)], Description = "1 times 0.1 every 3",
            Bad = [static () => Schedule.Steps(1, 0.5, 0), static () => Schedule.Steps(1, double.NaN, 3)],
        },
        new()
        {
            Of = nameof(Schedule.WithWarmUp), Schedule = Schedule.Linear(4, 0, 4).WithWarmUp(2),
            Other = Schedule.Linear(4, 0, 4).WithWarmUp(3),
            Values = [(0, 2), (1, 3), (2, 2), (4, 0)], Description = "linear 4 to 0 over 4, warm-up 2",
            Bad = [static () => Schedule.Constant(1).WithWarmUp(0)],
        },
    ];

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.Of)];

    public static ScheduleRow Get(string name) => Rows.Single(row => row.Of == name);
}
