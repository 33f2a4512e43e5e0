using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>The figure of one test task, with what the net says of its queries.</summary>
public static class EpisodeFigure
{
    // More rows than these say nothing new.
    private const int MostSupportRows = 2;
    private const int MostQueryRows = 4;

    // Each way, of an image in colours.
    private const int MostPixels = 28;

    /// <summary>The first test task, with what the adapted net says of its queries where no query sees another.</summary>
    /// <param name="title">The title.</param>
    /// <param name="tasks">The test tasks.</param>
    /// <param name="episodes">What they are made of: ways, shots, queries and the size of images.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="predict">Adapts to a task and predicts.</param>
    public static ImageGrid Of(
        string title, ITaskDistribution<float> tasks, ImageEpisodes<float> episodes, ulong seed,
        Func<Parameters<float>, TaskPredictions> predict)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(predict);
        Parameters<float> task = tasks.Sample(seed, 0);
        int[] predicted = predict(task).NonTransductive[^1];
        List<GridRow> rows = [];
        for (int round = 0; round < Math.Min(episodes.Shots, MostSupportRows); round++)
        {
            rows.Add(
                new(
                    Label("support", round, episodes.Shots, MostSupportRows),
                    Row(episodes, task[EpisodeNames.SupportInputs], round, static way => (Number(way), CellMark.None))));
        }

        for (int round = 0; round < Math.Min(episodes.Queries, MostQueryRows); round++)
        {
            int first = round * episodes.Ways;
            rows.Add(new(
                Label("query", round, episodes.Queries, MostQueryRows),
                Row(episodes, task[EpisodeNames.QueryInputs], round, way => (
                    predicted[first + way] < 0 ? "none"
                        : Number(predicted[first + way]), predicted[first + way] == way ? CellMark.Right
                        : CellMark.Wrong))));
        }

        return new() { Title = title, Rows = rows };
    }

    // Beside the first row what it is, beside the second how many of how many rows there are, if not all.
    private static string Label(string name, int row, int all, int most)
        => row == 0 ? name : row == 1 && all > most ? string.Create(CultureInfo.InvariantCulture, $"{most} of {all} rows") : string.Empty;

    private static string Number(int way) => string.Create(CultureInfo.InvariantCulture, $"class {way + 1}");

    private static GridCell[] Row(
        ImageEpisodes<float> episodes, System.Numerics.Tensors.Tensor<float> images, int round,
        Func<int, (string Caption, CellMark Mark)> caption)
    {
        float[] values = Tensors.ToArray(images);
        var cells = new GridCell[episodes.Ways];
        for (int way = 0; way < cells.Length; way++)
        {
            int start = ((round * episodes.Ways) + way) * episodes.Set.ImageLength;
            byte[] pixels = [.. values.AsSpan(start, episodes.Set.ImageLength).ToArray().Select(static v => (byte)MathF.Round(255 * v))];
            (string text, CellMark mark) = caption(way);
            cells[way] = Cell(new(episodes.Set.Channels, episodes.Set.Height, episodes.Set.Width, pixels), text, mark);
        }

        return cells;
    }

    // Colours as small as the cell shows them; of ink alone every pixel.
    private static GridCell Cell(ByteImage image, string text, CellMark mark)
    {
        if (image.Channels < 3)
        {
            return new(image.Pixels[..(image.Height * image.Width)].ToArray(), image.Width, text, mark);
        }

        ByteImage small = image.WithChannels(3).Resized(Math.Min(image.Height, MostPixels), Math.Min(image.Width, MostPixels));
        return GridCell.OfColours(small.Pixels.ToArray(), small.Width, text, mark);
    }
}
