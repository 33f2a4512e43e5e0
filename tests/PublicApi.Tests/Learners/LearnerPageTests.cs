using System.Text.RegularExpressions;
using AutogradMaml.Maml;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The pages of docs/learners: one for each learner and each way to differentiate, with the same sections, an example that is
/// compiled, and a line in the index.</summary>
public partial class LearnerPageTests
{
    private static readonly string[] Sections = ["Description", "Arguments", "Cost", "Example", "References"];

    private static string Folder => Path.Combine(Repository.Root, "docs", "learners");

    private static Type[] Types =>
    [
        .. typeof(Learner<>).Assembly.GetExportedTypes()
            .Where(static type => !type.IsAbstract && (DerivesFrom(type, typeof(Learner<>)) || DerivesFrom(type, typeof(MetaGradient<>))))
            .OrderBy(static type => type.Name, StringComparer.Ordinal),
    ];

    public static TheoryData<string> All => [.. Types.Select(NameOf)];

    [Fact]
    public void Each_page_is_of_a_class_that_there_is()
    {
        Assert.True(Types.Length >= 7, $"Found only {Types.Length} classes: the search is wrong.");
        Assert.Equal(
            Types.Select(static type => PageOf(NameOf(type))).Append("README.md").Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_page_has_the_five_sections_in_their_order_and_all_arguments(string name)
    {
        string text = Read(name);
        Assert.StartsWith($"# {name}\n", text, StringComparison.Ordinal);
        Assert.Equal(Sections, Heading().Matches(text).Select(static match => match.Groups[1].Value));
        Assert.All(
            Sections, section => Assert.True(Section(text, section).Length > 20, $"The section {section} of {PageOf(name)} says nothing."));
        string arguments = Section(text, "Arguments");
        Type type = Types.Single(type => NameOf(type) == name);
        Assert.All(
            type.GetConstructors().SelectMany(static constructor => constructor.GetParameters()).Select(static parameter => parameter.Name!)
                .Distinct(),
            parameter => Assert.True(
                arguments.Contains($"`{parameter}`", StringComparison.Ordinal), $"The arguments of {PageOf(name)} lack `{parameter}`."));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_example_is_compiled_and_run(string name)
    {
        string text = Read(name);
        Guide.RequireCompiled($"learners/{PageOf(name)}", $"Learners/{name}ExampleTests.cs", count: 1);
        Assert.Contains("```csharp", Section(text, "Example"), StringComparison.Ordinal);
    }

    /// <summary>The index is made of the pages: with AUTOGRAD_WRITE_INDEX=1 this writes it anew.</summary>
    [Fact]
    public void The_index_has_a_line_for_each_page()
    {
        string path = Path.Combine(Folder, "README.md");
        string written = File.ReadAllText(path);
        string head = written[..written.IndexOf("| [", StringComparison.Ordinal)];
        string made = head + string.Concat(Types.Select(static type => Line(NameOf(type))));
        if (Environment.GetEnvironmentVariable("AUTOGRAD_WRITE_INDEX") == "1")
        {
            File.WriteAllText(path, made);
            return;
        }

        Assert.True(
            made == written, $"docs/learners/README.md is not up to date: run this test with AUTOGRAD_WRITE_INDEX=1, or write\n{made}");
        Assert.Contains(
            "](docs/learners/README.md)", File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_a_section_with_one_too_many_or_in_another_order_would_be_seen()
    {
        string text = Read("Maml");
        Assert.NotEqual(Sections, Headings(text.Replace("## Cost\n", string.Empty, StringComparison.Ordinal)));
        Assert.NotEqual(Sections, Headings($"{text}\n## More\n"));
        Assert.NotEqual(
            Sections,
            Headings(
                text.Replace("## Cost\n", "## Arguments \n", StringComparison.Ordinal)
                    .Replace("## Arguments\n", "## Cost\n", StringComparison.Ordinal)));

        static IEnumerable<string> Headings(string page) => Heading().Matches(page).Select(static match => match.Groups[1].Value);
    }

    private static string NameOf(Type type) => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];

    private static string PageOf(string name) => $"{Capital().Replace(name, "-$0").TrimStart('-').ToLowerInvariant()}.md";

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, PageOf(name)));

    private static string Section(string text, string name)
    {
        int start = text.IndexOf($"\n## {name}\n", StringComparison.Ordinal) + $"\n## {name}\n".Length;
        int end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return (end < 0 ? text[start..] : text[start..end]).Trim();
    }

    // The first paragraph of the description says what it is, in a sentence.
    private static string Line(string name)
        => $"| [{name}]({PageOf(name)}) | {Spaces().Replace(Section(Read(name), "Description").Split("\n\n")[0], " ")} |\n";

    private static bool DerivesFrom(Type type, Type definition)
        => type.BaseType is { } parent
            && ((parent.IsGenericType && parent.GetGenericTypeDefinition() == definition) || DerivesFrom(parent, definition));

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
