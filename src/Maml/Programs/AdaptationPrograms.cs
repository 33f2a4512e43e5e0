using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>An adaptation as programs that serve any number of steps: the start, one step, the end, and the scores of queries. Each is
/// recorded when it is first asked for.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs: those of a <see cref="TrajectoryRecorder{T}"/>. Outputs: <c>x.*</c> of start and step; <c>losses</c> and
/// <c>measure.*</c> of the end; <c>together</c> and <c>apart</c> of the scores.</remarks>
internal sealed class AdaptationPrograms<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string Together = "together";
    public const string Apart = "apart";

    private readonly Adaptation<T> _adaptation;
    private readonly TrajectoryRecorder<T> _recorder;
    private readonly Lazy<TrajectoryProgram<T>> _start;
    private readonly Lazy<TrajectoryProgram<T>> _step;
    private readonly Lazy<TrajectoryProgram<T>> _end;
    private readonly Lazy<TrajectoryProgram<T>> _scores;

    /// <summary>Describes the programs for a number of tasks of one layout.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="meta">Meta-parameters; their values don't matter.</param>
    /// <param name="tasks">Tasks of the layout.</param>
    /// <param name="others">Other tasks of the layout, as many, with which each program must come out the same.</param>
    public AdaptationPrograms(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks, TaskBatch<T> others)
    {
        _adaptation = adaptation;
        _recorder = new(adaptation, meta, tasks, others, ProductOrder.AsRecorded);
        _start = new(() => Record(static (course, _, _) => course.Start().Prefixed(TrajectoryNames.X), withX: false));
        _step = new(() => Record(static (course, x, at) => course.Step(x, at).Prefixed(TrajectoryNames.X), withX: true));
        _end = new(() => Record(static (course, x, at) => End(course, x, at), withX: true));
        _scores = new(() => Record(Scores, withX: true));
    }

    public TrajectoryProgram<T> Start => _start.Value;

    public TrajectoryProgram<T> Step => _step.Value;

    public TrajectoryProgram<T> Ending => _end.Value;

    public TrajectoryProgram<T> Scoring => _scores.Value;

    /// <summary>The number of elements of each member of x, in order.</summary>
    public int[] XLengths => _recorder.XLengths;

    private static Variables<T> End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at)
        => new Variables<T>([KeyValuePair.Create(EpisodeNames.Losses, course.Outer(x, at))])
            .Concat(new Variables<T>(course.Measures(x, at).Select(static measure => KeyValuePair.Create(measure.Name, measure.Values)))
                .Prefixed(EpisodeNames.Measure));

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
                    $"The net gave shape {score.Shape} for queries {queries.Shape}, expected a score for each class: [tasks, queries, " +
                        "classes].");
            }
        }

        return new(scores);
    }

    private TrajectoryProgram<T> Record(Func<InnerCourse<T>, Variables<T>, InnerStep<T>, Variables<T>> compute, bool withX)
        => _recorder.Record(null, detached: true, withX, withCotangent: false, (course, x, at, _, _, _) =>
        {
            Variables<T> results = compute(course, x, at);
            at.Episode.RequireNothingScheduled();
            return results;
        });
}
