using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Federated;

/// <summary>How many of one client's test examples parameters get right, before and after local steps.</summary>
internal sealed class LocalTest : IDisposable
{
    private readonly LearningSettings _settings;
    private readonly Evaluator<float> _evaluator;
    private readonly Adapting _own;
    private readonly Adapting _leaky;
    private readonly Parameters<float> _layout;

    /// <summary>Describes the test.</summary>
    /// <param name="settings">How the federation learns.</param>
    /// <param name="data">The client's data.</param>
    public LocalTest(LearningSettings settings, ClientData data)
    {
        _settings = settings;
        JudgedAdaptation adaptation = settings.TestAdaptation();
        _evaluator = new(adaptation, settings.Steps);
        _layout = new Learner<float>("test", adaptation, new FirstOrder<float>(settings.Steps)).Initialize(settings.Seed);
        _own = new(data.Train, data.Test);
        _leaky = new(data.Test, data.Test);
        Examples = data.Test.Count;
        int usual = Usual(data.Train, settings.Classes);
        foreach (float label in data.Test.Labels.Span)
        {
            OfUsualClass += label == usual ? 1 : 0;
        }
    }

    /// <summary>The number of test examples.</summary>
    public int Examples { get; }

    /// <summary>How many of them are of the class that is the most frequent one among the training examples.</summary>
    public int OfUsualClass { get; }

    /// <summary>The right answers after 0, 1, 2, ... steps.</summary>
    /// <param name="parameters">The meta-parameters, one after the other.</param>
    /// <returns>After steps on the training examples; and after steps on the test examples themselves, which leaks.</returns>
    public (int[] Right, int[] Leaky) Run(ReadOnlySpan<float> parameters)
    {
        Parameters<float> meta = FlatParameters.Of(_layout, parameters);
        return (Right(meta, _own), Right(meta, _leaky));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _evaluator.Dispose();

    private int[] Right(Parameters<float> meta, Adapting tasks)
    {
        AdaptationCurve curve = _evaluator.Evaluate(meta, tasks, _settings.Seed, 1, new() { Threads = 1 });
        return [.. curve.Measures[JudgedAdaptation.Right].Select(static right => (int)right[0])];
    }

    private static int Usual(Examples train, int classes)
    {
        var counts = new int[classes];
        foreach (float label in train.Labels.Span)
        {
            counts[(int)label]++;
        }

        return Array.IndexOf(counts, counts.Max());
    }

    // One task: the client.
    private sealed class Adapting(Examples support, Examples query) : ITaskDistribution<float>
    {
        private readonly TaskLayout _layout = new(
            (EpisodeNames.SupportInputs, [support.Count, support.Features]),
            (EpisodeNames.SupportTargets, [support.Count]),
            (EpisodeNames.QueryInputs, [query.Count, query.Features]),
            (EpisodeNames.QueryTargets, [query.Count]));

        public string Description => "the examples of one client";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<float> arrays)
        {
            support.Inputs.Span.CopyTo(arrays[EpisodeNames.SupportInputs]);
            support.Labels.Span.CopyTo(arrays[EpisodeNames.SupportTargets]);
            query.Inputs.Span.CopyTo(arrays[EpisodeNames.QueryInputs]);
            query.Labels.Span.CopyTo(arrays[EpisodeNames.QueryTargets]);
        }
    }
}
