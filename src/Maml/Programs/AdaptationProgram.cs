using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Adaptation to one task as a program: the support set and new inputs go in, what the adapted learner predicts for these comes
/// out, and the inner steps are operations like all others. For hosts that know programs and no learners.</summary>
public static class AdaptationProgram
{
    /// <summary>The name of the output.</summary>
    public const string Prediction = "prediction";

    /// <summary>Records adaptation and prediction, and makes a program of it.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner.</param>
    /// <param name="layout">The shapes of a task's arrays. Those that only judge (<see cref="EpisodeNames.QueryTargets"/>,
    /// <see cref="EpisodeNames.QueryWeights"/>) may be missing, and are no inputs of the program.</param>
    /// <param name="steps">The number of inner steps; as in the last phase of the training, by default.</param>
    /// <param name="together">Whether layers that normalize by the batch do so over the new inputs together, so that one prediction depends
    /// on the others. By default they go by the support set, so that it does not.</param>
    /// <returns>Inputs: the meta-parameters under their names (<c>net.0.weight</c>), then the task's arrays under theirs
    /// (<c>support.inputs</c> [shots, features...]), without a task axis. Output: <see cref="Prediction"/>, [queries, outputs...]. A run is
    /// <see cref="Learner{T}.Adapt"/> and <see cref="AdaptedLearner{T}.Predict"/>.</returns>
    /// <exception cref="ArgumentException">The layout has no <see cref="EpisodeNames.QueryInputs"/>, its sets don't fit, or the adaptation
    /// has numbers that follow the iteration.</exception>
    /// <example>
    /// <code>
    /// Program&lt;float&gt; program = AdaptationProgram.Compile(learner, new TaskLayout(
    ///     (EpisodeNames.SupportInputs, [5, 1]), (EpisodeNames.SupportTargets, [5, 1]), (EpisodeNames.QueryInputs, [100, 1])), steps: 5);
    /// </code>
    /// </example>
    public static Program<T> Compile<T>(Learner<T> learner, TaskLayout layout, int? steps = null, bool together = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(layout);
        int count = steps ?? learner.GradientIn(learner.PhaseCount - 1).Steps;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(steps));
        TaskSets.Require(layout, null);
        if (!layout.Contains(EpisodeNames.QueryInputs))
        {
            throw new ArgumentException(
                $"What is to be predicted has a shape of its own in the layout, '{EpisodeNames.QueryInputs}'; it has: {layout}.",
                nameof(layout));
        }

        using Tape<T> tape = new();
        Variables<T> meta = learner.Initialize(0).On(tape);
        Variables<T> task = new(layout.Names.Zip(layout.Shapes)
            .Where(static entry => entry.First is not (EpisodeNames.QueryTargets or EpisodeNames.QueryWeights))
            .Select(entry => KeyValuePair.Create(entry.First, tape.Input(new T[entry.Second.ElementCount], entry.Second))));
        var key = new T[RandomKey.Length];
        RandomKey.Write(key, 0, 0, 0);
        Episode<T> episode = new(task.Map(OfOneTask), tape.Constant(key, [1, RandomKey.Length]));
        InnerCourse<T> course = new(learner.Tested, meta, episode, detached: true, DerivativeUse.Differentiable);
        Variables<T> x = course.Start();
        for (int step = 0; step < count; step++)
        {
            x = course.Step(x, new(episode, step));
        }

        Pass<T> pass = Pass<T>.Evaluation.AtInnerStep(Math.Max(0, count - 1));
        Variable<T> predicted = Predicted(learner.Tested, x, meta, episode, pass, together);
        episode.RequireNothingScheduled();
        return tape.Compile(
            meta.Concat(task), new Variables<T>([KeyValuePair.Create(Prediction, predicted.Reshape(predicted.Shape.Without(0)))]));
    }

    private static Variable<T> Predicted<T>(
        Adaptation<T> adaptation, Variables<T> x, Variables<T> meta, Episode<T> episode, Pass<T> pass, bool together)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!together && episode.Find(EpisodeNames.SupportInputs) is { } support)
        {
            StatisticsCollector<T> collector = new();
            adaptation.Predict(x, meta, support, pass.Collecting(collector));
            pass = pass.NormalizingBy(collector.Statistics);
        }

        return adaptation.Predict(x, meta, episode[EpisodeNames.QueryInputs], pass);
    }

    private static Variable<T> OfOneTask<T>(Variable<T> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => value.Reshape(value.Shape.Prepend(1));
}
