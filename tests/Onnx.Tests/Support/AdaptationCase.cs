using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Onnx.Tests.Support;

/// <summary>A learner, its meta-parameters and one task: adapted by the library, and by ONNX Runtime from a model of the program.</summary>
internal sealed class AdaptationCase
{
    private readonly Learner<float> _learner;
    private readonly TaskLayout _layout;
    private readonly float[][] _arrays;

    private AdaptationCase(Learner<float> learner, TaskLayout layout, Func<string, RandomStream, float> draw)
    {
        _learner = learner;
        _layout = layout;
        RandomStream stream = new(7, "task");
        _arrays = [.. layout.Names.Zip(layout.Shapes).Select(
            entry => Enumerable.Range(0, entry.Second.ElementCount).Select(_ => draw(entry.First, stream)).ToArray())];
        Meta = learner.Initialize(3);
    }

    /// <summary>The meta-parameters.</summary>
    public Parameters<float> Meta { get; }

    /// <summary>The sine regression of the MAML paper: 1-40-40-1, five points.</summary>
    public static AdaptationCase Sinusoid(int steps) => new(
        new Maml<float>(
            new Sequential<float>(
                new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 40), Activations.Relu<float>(),
                new Linear<float>(40, 1)),
            Loss.MeanSquaredError, steps, StepSizes<float>.Constant(0.01)),
        new((EpisodeNames.SupportInputs, [5, 1]), (EpisodeNames.SupportTargets, [5, 1]), (EpisodeNames.QueryInputs, [20, 1])),
        static (_, stream) => (float)stream.NextUniform(-5, 5));

    /// <summary>The four convolutions of the MAML paper on five characters of one image each.</summary>
    public static AdaptationCase Omniglot(int steps, bool pooled = false, int filters = 64)
    {
        int label = 0;
        return new(
            new Maml<float>(
                pooled ? PaperNets.OmniglotPooled<float>(5, filters) : PaperNets.OmniglotStrided<float>(5, filters), Loss.CrossEntropy,
                steps, StepSizes<float>.Constant(0.4)),
            new(
                (EpisodeNames.SupportInputs, [5, 1, 28, 28]), (EpisodeNames.SupportTargets, [5]),
                (EpisodeNames.QueryInputs, [5, 1, 28, 28])),
            (name, stream) => name == EpisodeNames.SupportTargets ? label++ : stream.NextInt32(4) == 0 ? 1 : 0);
    }

    /// <summary>Five classes of one example each.</summary>
    public static AdaptationCase Classes(Learner<float> learner)
    {
        int label = 0;
        return new(
            learner,
            new((EpisodeNames.SupportInputs, [5, 16]), (EpisodeNames.SupportTargets, [5]), (EpisodeNames.QueryInputs, [3, 16])),
            (name, stream) => name == EpisodeNames.SupportTargets ? label++ : (float)stream.NextUniform(-1, 1));
    }

    /// <summary>The program.</summary>
    public Program<float> Compile() => AdaptationProgram.Compile(_learner, _layout);

    /// <summary>What the library predicts.</summary>
    public float[] Predict()
    {
        Parameters<float> task = new(_layout.Names.Select(
            (name, k) => KeyValuePair.Create(name, Tensors.Create<float>(_arrays[k], _layout.Shapes[k]))));
        return Tensors.ToArray(_learner.Adapt(Meta, task).Predict(task[EpisodeNames.QueryInputs]));
    }

    /// <summary>What ONNX Runtime predicts from a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="more">What it is given beside the task.</param>
    public float[] PredictFrom(OnnxModel model, Parameters<float>? more = null)
    {
        using OnnxHost<float> host = new(model);
        return host.Run(model.Inputs.Where(input => _layout.Contains(input.Name) || more?.TryGet(input.Name, out _) == true).Select(
            input => (input, _layout.Contains(input.Name) ? _arrays[_layout.PlaceOf(input.Name)] : Tensors.ToArray(more![input.Name]))))[
            AdaptationProgram.Prediction];
    }

    /// <summary>The distance of two predictions, relative to the largest number.</summary>
    public static double Distance(float[] expected, float[] found) => Near.Distance(Near.ToDouble(expected), Near.ToDouble(found));
}
