namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>All learners and ways to differentiate. To add one is to add its row, a file; the generic checks do the rest, and a test fails
/// if a row is missing.</summary>
internal static class LearnerCatalogue
{
    public static IReadOnlyList<LearnerRow> Rows { get; } =
    [
        .. typeof(LearnerRow).Assembly.GetTypes()
            .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(LearnerRow)))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (LearnerRow)Activator.CreateInstance(type)!),
    ];

    public static IReadOnlyList<LearnerCase> Cases { get; } =
    [
        .. Rows.SelectMany(static row => row.Problems.Select(problem => new LearnerCase(row, problem))),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(static at => at.Name)];

    public static LearnerCase Named(string name) => Cases.Single(at => at.Name == name);
}
