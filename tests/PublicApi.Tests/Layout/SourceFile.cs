using System.Text.RegularExpressions;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests.Layout;

/// <summary>A file of C#, as far as its layout goes.</summary>
/// <param name="Path">Its path from the root of the repository.</param>
/// <param name="Text">Its text.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The types that the file declares, or a part of, outside any other.</summary>
    public IEnumerable<string> Types => Declaration().Matches(Text).Select(static match => match.Groups[1].Value);

    /// <summary>The lines.</summary>
    public string[] Lines => Text.Split('\n');

    /// <summary>How many lines are code: neither empty nor a comment alone.</summary>
    public int CodeLines
        => Lines.Count(static line => line.Trim() is { Length: > 0 } code && !code.StartsWith("//", StringComparison.Ordinal));

    /// <summary>The files under some folders of the repository, without what a build leaves there.</summary>
    public static SourceFile[] Under(params string[] folders)
    {
        string root = Repository.Root;
        return
        [
            .. folders.SelectMany(
                folder => Directory.EnumerateFiles(System.IO.Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
                .Select(path => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'))
                .Where(
                    static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(root, path)))),
        ];
    }

    /// <summary>Which of some types the code refers to: not in comments or strings, and not where a member of the same name is
    /// meant.</summary>
    public IEnumerable<string> References(IReadOnlySet<string> types)
        => Word().Matches(CommentOrString().Replace(Text, " ")).Select(static match => match.Value).Distinct().Where(types.Contains);

    [GeneratedRegex("""//.*|@?\$?"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+'""")]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"^(?:public|internal) (?:[a-z]+ )*(?:class|struct|interface|enum|record|delegate \S+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    // A method is followed by a bracket without "new" before it; a member stands behind a dot.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*\b(?!\s*\()|(?<=\bnew )[A-Z]\w*\b")]
    private static partial Regex Word();
}
