using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Checking;

/// <summary>A gradient written by hand has a mistake in it. The check finds the element, the factor and the operation.</summary>
internal static class PlantedMistake
{
    private const string Picture = "step-sweep.svg";

    /// <summary>Prints the reports, and draws the sweep of the step.</summary>
    /// <param name="output">Where the reports go.</param>
    /// <param name="pictureFolder">Where step-sweep.svg is written; null for no picture.</param>
    /// <returns>0 when what was planted was found, and nothing else.</returns>
    public static int Run(TextWriter output, string? pictureFolder = null)
    {
        if (pictureFolder is not null)
        {
            Directory.CreateDirectory(pictureFolder);
            OutputFile.Require(Path.Combine(pictureFolder, Picture));
        }

        // Any code: a function and its gradient on plain arrays.
        GradientCheckOptions everyElement = new() { Mode = CheckMode.Full, AlwaysSweep = true };
        GradientReport right = GradientCheck.Run(HandWrittenLayer.Loss, HandWrittenLayer.Gradient, HandWrittenLayer.Point, everyElement);
        GradientReport wrong = GradientCheck.Run(
            HandWrittenLayer.Loss, HandWrittenLayer.WrongGradient, HandWrittenLayer.Point, everyElement);
        output.WriteLine($"1. A layer written by hand, on plain arrays. The right gradient: {right.Verdict}. With the mistake:\n\n{wrong}");

        GradientReport onTape = OnTheTape();
        output.WriteLine($"2. The same mistake in an operation on the tape: the operation is named.\n\n{onTape}");

        GradientReport kink = GradientCheck.Run(x => (x.Relu() + x.Sin()).Sum(), Tensors.Create([0.7, 0.0], [2]), everyElement);
        output.WriteLine($"3. No mistake, but a kink at the point: there is no gradient to check.\n\n{kink}");

        if (pictureFolder is not null)
        {
            string path = Path.Combine(pictureFolder, Picture);
            OutputFile.Write(path, Chart(right, wrong, kink).ToSvg());
            output.WriteLine($"Wrote {path}");
        }

        bool found = right.Passed
            && wrong is { Verdict: GradientVerdict.WrongRule, Mismatch.Element: 4 or 5 }
            && onTape is { Verdict: GradientVerdict.WrongRule, Mismatch.Input: "bias", Operation.Name: "add bias" }
            && kink is { Verdict: GradientVerdict.Kink, Operation.Name: "relu" };
        return found ? 0 : 1;
    }

    private static GradientReport OnTheTape()
    {
        Parameters<double> point = new([
            new("x", Tensors.Create([0.5, -1.2, 0.8, 0.3, -0.4, 0.9], [3, 2])),
            new("weight", Tensors.Create([0.3, -0.7, 0.9, 0.2], [2, 2])),
            new("bias", Tensors.Create([0.1, -0.4], [2])),
        ]);
        return GradientCheck.Run(
            inputs =>
            {
                Variable<double> product = inputs["x"].MatMul(inputs["weight"], transposeRight: true);
                return 0.5 * product.Tape.Apply(BiasOperation.WithTheMistake, product, inputs["bias"]).Tanh().Square().Sum();
            },
            point);
    }

    private static LineChart Chart(GradientReport right, GradientReport wrong, GradientReport kink) => new()
    {
        Title = "The error of central differences against the gradient",
        XLabel = "step h, relative to max(1, |x|)",
        YLabel = "|central difference - gradient|",
        XScale = AxisScale.Logarithmic,
        YScale = AxisScale.Logarithmic,
        Series = [Errors("right", right), Errors("wrong rule", wrong), Errors("kink", kink)],
    };

    private static Series Errors(string name, GradientReport report)
        => new(
            name, [.. report.Sweep!.Points.Select(static p => p.Step)],
            [.. report.Sweep.Points.Select(static p => p.Error)])
        { Marker = Marker.Circle };
}
