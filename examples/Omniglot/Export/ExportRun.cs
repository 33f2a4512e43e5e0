using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Onnx;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>Writes a trained net's adaptation as an ONNX model: images of each class and a new one in, its scores after the inner steps
/// out.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class ExportRun(RunOptions options)
{
    private const int Side = 28;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where it is said what the model takes and gives.</param>
    /// <exception cref="UsageException">The checkpoint can't be read, the model not be written, or the file not.</exception>
    public void Execute(TextWriter output)
    {
        Classifier classifier = new(options);
        Parameters<float> parameters = classifier.Parameters(TrainedNet.Read(options.Evaluate!, output));
        int examples = options.Ways * options.Shots;
        TaskLayout layout = new(
            (EpisodeNames.SupportInputs, [examples, 1, Side, Side]), (EpisodeNames.SupportTargets, [examples]),
            (EpisodeNames.QueryInputs, [1, 1, Side, Side]));
        try
        {
            Program<float> program = AdaptationProgram.Compile(classifier.Learner(), layout);
            OnnxModel model = OnnxModel.Of(program, new() { Name = options.Method.Name, Weights = parameters });
            model.Save(options.Onnx!);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{OneLine.Of(options.Onnx!)}: {options.Settings.TestSteps} inner steps of {options.Settings.InnerStepSize} in " +
                    $"{model.NodeCount} nodes, {new FileInfo(options.Onnx!).Length / 1e6:F1} MB"));
            foreach ((string way, OnnxArray array) in model.Inputs.Select(static input => ("in ", input))
                .Concat(model.Outputs.Select(static result => ("out", result))))
            {
                output.WriteLine($"  {way} {array.Name} {array.Shape}");
            }

            output.WriteLine("Images are 28 x 28, ink 1 on paper 0; targets are class numbers, those of all classes first, then again.");
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or OnnxExportException)
        {
            throw new UsageException($"--onnx: {OneLine.Of(exception)}");
        }
    }
}
