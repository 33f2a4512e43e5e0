using System.Text;

namespace AutogradMaml.Examples.Records;

/// <summary>A table as the pages have it.</summary>
internal static class MarkdownTable
{
    /// <summary>The text: the head, a line below it, and the rows.</summary>
    /// <param name="head">The names of the columns.</param>
    /// <param name="rows">The cells of each row.</param>
    public static string Text(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        StringBuilder text = new();
        Add(head);
        text.Append('|').Insert(text.Length, "---|", head.Count).Append('\n');
        foreach (IReadOnlyList<string> row in rows)
        {
            Add(row);
        }

        return text.ToString();

        void Add(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
