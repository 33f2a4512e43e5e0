using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>An adaptation as programs that serve any number of steps: the start, one step, the end, and the scores of queries. Each is recorded when it is first asked for; the number of the step is an
/// input.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs by name: <c>meta.*</c>, <c>episode.*</c>, <c>keys</c>, <c>number</c> (of the step, or of the last one taken), <c>x.*</c>. Outputs: <c>x.*</c> of start and step; <c>losses</c> and
/// <c>measure.*</c> of the end; <c>together</c> and <c>apart</c> of the scores.</remarks>
internal sealed class AdaptationPrograms<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string X = "x";
    public const string Number = "number";
    public const string Together = "together";
    public const string Apart = "apart";

    private readonly Adaptation<T> _adaptation;
    private readonly Parameters<T> _meta;
    private readonly TaskBatch<T> _tasks;
    private readonly Lazy<Program<T>> _start;
    private readonly Lazy<Program<T>> _step;
    private readonly Lazy<Program<T>> _end;
    private readonly Lazy<Program<T>> _scores;

    /// <summary>Describes the programs for a number of tasks of one layout.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="meta">Meta-parameters; their values don't matter.</param>
    /// <param name="tasks">Tasks of the layout.</param>
    public AdaptationPrograms(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks)
    {
        (_adaptation, _meta, _tasks) = (adaptation, meta, tasks);
        _start = new(() => Record(static (course, _, _) => course.Start(), withX: false));
        _step = new(() => Record(static (course, x, at) => course.Step(x, at).Detach(), withX: true));
        _end = new(() => Record(End, withX: true));
        _scores = new(() => Record(Scores, withX: true));
    }

    public Program<T> Start => _start.Value;

    public Program<T> Step => _step.Value;

    public Program<T> Ending => _end.Value;

    public Program<T> Scoring => _scores.Value;

    private static Variables<T> End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at)
        => new Variables<T>([KeyValuePair.Create(EpisodeNames.Losses, course.Outer(x, at))])
            .Concat(new Variables<T>(course.Measures(x, at).Select(static measure => KeyValuePair.Create(measure.Name, measure.Values))).Prefixed(EpisodeNames.Measure));

    private Variables<T> Scores(InnerCourse<T> course, Variables<T> x, InnerStep<T> at)
    {
        Variable<T> support = at.Episode[EpisodeNames.SupportInputs];
        Variable<T> queries = at.Episode[EpisodeNames.QueryInputs];
        Pass<T> pass = Pass<T>.Evaluation.AtInnerStep(at.Number);
        StatisticsCollector<T> collector = new();
        _adaptation.Predict(x, course.Meta, support, pass.Collecting(collector));
        Variable<T> apart = _adaptation.Predict(x, course.Meta, queries, pass.NormalizingBy(collector.Statistics));
        List<KeyValuePair<string, Variable<T>>> scores = [KeyValuePair.Create(Apart, apart)];

        // Of a single query there is nothing to take a mean over.
        if (queries.Shape[1] > 1)
        {
            scores.Add(KeyValuePair.Create(Together, _adaptation.Predict(x, course.Meta, queries, pass)));
        }

        foreach ((_, Variable<T> score) in scores)
        {
            if (score.Shape.Rank != 3 || score.Shape[0] != at.Episode.Tasks || score.Shape[1] != queries.Shape[1])
            {
                throw new ArgumentException(
                    $"The net gave shape {score.Shape} for queries {queries.Shape}, expected a score for each class: [tasks, queries, classes].");
            }
        }

        return new(scores);
    }

    private Program<T> Record(Func<InnerCourse<T>, Variables<T>, InnerStep<T>, Variables<T>> compute, bool withX)
    {
        using Tape<T> tape = new();
        Variables<T> meta = _meta.On(tape);
        Episode<T> episode = _tasks.On(tape);
        Variable<T> number = tape.Input(T.Zero, Number);
        Variables<T> constant = meta.Detach();
        InnerCourse<T> course = new(_adaptation, constant, episode, detached: true, DerivativeUse.Differentiable);
        Variables<T> x = new([]);
        if (withX)
        {
            // Laid out as the start has it, and put on the tape as inputs.
            x = course.Start();
            x = x.WithValues([.. x.Select(entry => tape.Input(entry.Value.Values, entry.Value.Shape, $"{X}.{entry.Key}"))]);
        }

        Variables<T> results = compute(course, x, new(episode, number));
        episode.RequireNothingScheduled();
        bool isX = results.Names.SequenceEqual(x.Names) || !withX;
        return tape.Compile(
            meta.Prefixed(EpisodeNames.Meta)
                .Concat(episode.Arrays.Prefixed(EpisodeNames.Episode))
                .Concat(new([KeyValuePair.Create(EpisodeNames.Keys, episode.Keys), KeyValuePair.Create(Number, number)]))
                .Concat(x.Prefixed(X)),
            isX ? results.Prefixed(X) : results);
    }
}
