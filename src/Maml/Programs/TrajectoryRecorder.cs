using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Records what happens to some tasks piece by piece (the start, one step, the end), each as a program that serves any number of
/// steps: the number of the step and x are inputs.</summary>
/// <remarks>Inputs by name: <c>meta.*</c>, <c>episode.*</c> and <c>keys</c>; <c>x.*</c>; <c>number</c>; <c>weight</c>; <c>cotangent.*</c>
/// of what the step led to; <c>host.*</c>, what calls to the host gave on the way forward; <c>scheduled.*</c>.</remarks>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class TrajectoryRecorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Adaptation<T> _adaptation;
    private readonly Parameters<T> _meta;
    private readonly TaskBatch<T> _tasks;
    private readonly TaskBatch<T>? _others;
    private readonly ProductOrder _products;

    /// <summary>Describes the recordings.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="meta">Meta-parameters; their values don't matter.</param>
    /// <param name="tasks">Tasks of the layout; their values don't matter.</param>
    /// <param name="others">Other tasks of the layout, as many: each program is recorded a second time with them and must come out the
    /// same; null for no such check.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    public TrajectoryRecorder(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks, TaskBatch<T>? others, ProductOrder products)
    {
        (_adaptation, _meta, _tasks, _others, _products) = (adaptation, meta, tasks, others, products);
        using Tape<T> tape = new();
        X = new InnerCourse<T>(adaptation, meta.On(tape), tasks.On(tape), detached: true, DerivativeUse.Final).Start().ToParameters();
    }

    /// <summary>x as the start of these tasks has it: names and shapes are those of every step.</summary>
    public Parameters<T> X { get; }

    /// <summary>The number of elements of each member of x, in order.</summary>
    public int[] XLengths => [.. X.Select(static entry => (int)entry.Value.FlattenedLength)];

    /// <summary>Records a program, a second time where there are other tasks, and plans it.</summary>
    /// <param name="hosts">How calls to the host are treated; null where the program calls them itself.</param>
    /// <param name="detached">Whether inner gradients are constants.</param>
    /// <param name="withX">Whether x is an input.</param>
    /// <param name="withCotangent">Whether the cotangent of x is one.</param>
    /// <param name="part">What is computed.</param>
    /// <exception cref="MetaProgramException">Something is frozen.</exception>
    public TrajectoryProgram<T> Record(HostResults<T>? hosts, bool detached, bool withX, bool withCotangent, TrajectoryPart<T> part)
    {
        using Tape<T> tape = new();
        ProgramRecording<T> recording = RecordOn(tape, _tasks, 0, hosts, detached, withX, withCotangent, part);
        if (_others is not null)
        {
            using Tape<T> second = new();
            recording.RequireSame(
                RecordOn(second, _others, 1, hosts?.Anew(), detached, withX, withCotangent, part), _adaptation.GetType().Name);
        }

        Program<T> program = recording.Compile(_adaptation.GetType().Name, _products);
        string[] read = hosts is { MakesInputs: true }
            ? [.. hosts.Results.Names.Where(name => program.Reads(program.InputNumber(name)))]
            : [];
        return new(program, [.. recording.Scheduled], read);
    }

    private ProgramRecording<T> RecordOn(
        Tape<T> tape, TaskBatch<T> tasks, long iteration, HostResults<T>? hosts, bool detached, bool withX, bool withCotangent,
        TrajectoryPart<T> part)
    {
        Variables<T> meta = _meta.Prefixed(EpisodeNames.Meta).On(tape);
        Episode<T> episode = tasks.On(tape, iteration);
        episode.Hosts = hosts;
        Variable<T> number = tape.Input(T.Zero, TrajectoryNames.Number);
        Variable<T> weight = tape.Input(T.One, TrajectoryNames.Weight);
        Variables<T> x = withX ? X.Prefixed(TrajectoryNames.X).On(tape) : new([]);
        Variables<T> cotangent = withCotangent ? X.Prefixed(TrajectoryNames.Cotangent).On(tape) : new([]);
        InnerCourse<T> course = new(_adaptation, meta.Under(EpisodeNames.Meta), episode, detached, DerivativeUse.Differentiable);
        Variables<T> outputs = part(
            course, x.Under(TrajectoryNames.X), new(episode, number), cotangent.Under(TrajectoryNames.Cotangent), weight, hosts);

        // x behind what all programs have, so that those which read it share one memory of all that.
        Variables<T> own = x
            .Concat(new([KeyValuePair.Create(TrajectoryNames.Number, number), KeyValuePair.Create(TrajectoryNames.Weight, weight)]))
            .Concat(cotangent)
            .Concat(hosts is { MakesInputs: true } ? hosts.Results : new([]));
        return ProgramRecording<T>.Of(meta, episode, own, outputs);
    }
}
