using System.Text;

namespace AutogradMaml.Examples.Runs;

/// <summary>Lays cells out as a table of plain text, the same on a terminal and in a file.</summary>
public static class TextTable
{
    /// <summary>The text of the table: words to the left, numbers to the right, three spaces between.</summary>
    /// <param name="cells">The lines of cells, as many in each; the first is the head.</param>
    /// <param name="holdsWords">Whether a column, by its number, holds words.</param>
    /// <param name="blankLineBefore">Whether a blank line stands before a line, by its number; before none by default.</param>
    public static string Text(IReadOnlyList<string[]> cells, Func<int, bool> holdsWords, Func<int, bool>? blankLineBefore = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(holdsWords);
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(line => line[column].Length))];
        StringBuilder text = new();
        for (int line = 0; line < cells.Count; line++)
        {
            if (blankLineBefore?.Invoke(line) == true)
            {
                text.Append('\n');
            }

            IEnumerable<string> padded = cells[line].Select(
                (cell, column) => holdsWords(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append(string.Join("   ", padded).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
