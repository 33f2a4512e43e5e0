using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The figures: the accuracy on validation tasks over the training, and one test task with what the net says of its
/// queries.</summary>
internal static class Figures
{
    // More rows than these say nothing new.
    private const int MostSupportRows = 2;
    private const int MostQueryRows = 4;

    /// <summary>The accuracy on validation tasks against the number of outer steps, with 95 % confidence intervals.</summary>
    /// <param name="title">The title.</param>
    /// <param name="points">The validations, at least one, all with accuracies.</param>
    public static LineChart Training(string title, IReadOnlyList<ValidationPoint> points) => new()
    {
        Title = title,
        XLabel = "outer steps",
        YLabel = "validation accuracy, % (mean, 95 % interval)",
        Series =
        [
            Of("queries normalized together", 0, points, static point => point.Transductive!.Value),
            Of("queries normalized by the support set", 1, points, static point => point.NonTransductive!.Value),
        ],
    };

    /// <summary>The first test task, with what the adapted net says of its queries where no query sees another.</summary>
    /// <param name="title">The title.</param>
    /// <param name="tasks">The test tasks.</param>
    /// <param name="episodes">What they are made of: ways, shots, queries and the size of images.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="evaluator">Adapts and predicts.</param>
    /// <param name="parameters">The trained parameters.</param>
    public static ImageGrid Episode(
        string title, ITaskDistribution<float> tasks, ImageEpisodes<float> episodes, ulong seed, ClassificationEvaluator<float> evaluator,
        Parameters<float> parameters)
    {
        Parameters<float> task = tasks.Sample(seed, 0);
        int[] predicted = evaluator.Predict(parameters, task).NonTransductive[^1];
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
            // Of several channels the first.
            int pixels = episodes.Set.Height * episodes.Set.Width;
            int start = ((round * episodes.Ways) + way) * episodes.Set.ImageLength;
            byte[] ink = [.. Enumerable.Range(start, pixels).Select(place => (byte)MathF.Round(255 * values[place]))];
            (string text, CellMark mark) = caption(way);
            cells[way] = new(ink, episodes.Set.Width, text, mark);
        }

        return cells;
    }

    private static Series Of(string name, int color, IReadOnlyList<ValidationPoint> points, Func<ValidationPoint, AccuracySummary> accuracy)
        => new Series(
            name, [.. points.Select(static point => (double)point.Iteration)], [.. points.Select(point => 100 * accuracy(point).Mean)])
        {
            Color = color,
            Marker = color == 0 ? Marker.Circle : Marker.Square,
        }.WithBand(
            [.. points.Select(point => 100 * (accuracy(point).Mean - accuracy(point).HalfWidth95))],
            [.. points.Select(point => 100 * (accuracy(point).Mean + accuracy(point).HalfWidth95))]);
}
