using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A meta-gradient that goes along a trajectory, as programs that run once for each step: the start, a step forward, the end and, for one that walks back, the derivatives of a step and of the
/// start. However many steps there are, each is recorded and planned once.</summary>
/// <remarks>Inputs by name: <c>meta.*</c>, <c>episode.*</c> and <c>keys</c> of all; <c>number</c> of the step; <c>x.*</c>; <c>cotangent.*</c> of what the step led to; <c>host.*</c>, what calls to the
/// host gave on the way forward; <c>scheduled.*</c>. The end's outputs are those of a <see cref="MetaProgram{T}"/>, with <c>cotangent.*</c> behind them.</remarks>
internal sealed class TrajectoryPrograms<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string X = "x";
    public const string Number = "number";
    public const string Weight = "weight";
    public const string Cotangent = "cotangent";

    private readonly Adaptation<T> _adaptation;
    private readonly Parameters<T> _meta;
    private readonly TaskBatch<T> _tasks;
    private readonly TaskBatch<T>? _others;
    private readonly ProductOrder _products;
    private readonly Parameters<T> _x;

    /// <summary>Records and plans.</summary>
    /// <param name="way">The way.</param>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="meta">Meta-parameters; their values don't matter.</param>
    /// <param name="tasks">Tasks of the layout; their values don't matter.</param>
    /// <param name="others">Other tasks of the layout, as many: each program is recorded a second time with them and must come out the same; null for no such check.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <exception cref="MetaProgramException">Something is frozen, or a step goes by its number where the number is a variable.</exception>
    public TrajectoryPrograms(ITrajectoryWay<T> way, Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks, TaskBatch<T>? others, ProductOrder products)
    {
        (Way, _adaptation, _meta, _tasks, _others, _products) = (way, adaptation, meta, tasks, others, products);
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Descended = [.. Enumerable.Range(0, meta.Count).Where(k => sources[meta[k].Key] == OuterSource.Gradient)];
        using (Tape<T> tape = new())
        {
            _x = new InnerCourse<T>(adaptation, meta.On(tape), tasks.On(tape), detached: true, DerivativeUse.Final).Start().ToParameters();
        }

        HostResults<T> startHosts = HostResults<T>.Inputs();
        HostResults<T> stepHosts = HostResults<T>.Inputs();
        HashSet<string> kept = [];
        if (way.WalksBack)
        {
            StartBack = Record(startHosts, detached: false, withX: false, withCotangent: true, (course, _, _, cotangent, _, _) => Derivatives(course.Start(), cotangent, new([]), course.Meta));
            if (way.Steps > 0)
            {
                Back = Record(stepHosts, detached: false, withX: true, withCotangent: true, (course, x, at, cotangent, _, _) => Derivatives(course.Step(x, at), cotangent, x, course.Meta));
                kept.UnionWith(Back.HostsRead);
            }
        }

        Start = Record(HostResults<T>.Keeping(), detached: true, withX: false, withCotangent: false, (course, _, _, _, _, hosts) => course.Start().Prefixed(X).Concat(Only(hosts!, StartBack?.HostsRead ?? [])));
        if (way.Steps > 0)
        {
            if (way.KeepEvery > 1)
            {
                Again = Record(HostResults<T>.Inputs(), detached: true, withX: true, withCotangent: false, static (course, x, at, _, _, _) => course.Step(x, at).Prefixed(X));
                kept.UnionWith(Again.HostsRead);
            }

            Step = Record(HostResults<T>.Keeping(), detached: true, withX: true, withCotangent: false, (course, x, at, _, _, hosts) => course.Step(x, at).Prefixed(X).Concat(Only(hosts!, kept)));

            // Where the host is not asked, the step itself does.
            Again = Again is { HostsRead.Length: 0 } ? Step : Again;
        }

        End = Record(null, detached: false, withX: true, withCotangent: false, (course, x, at, _, weight, _) => way.End(course, x, at, weight));
        RequireNumbered();
    }

    /// <summary>The way.</summary>
    public ITrajectoryWay<T> Way { get; }

    /// <summary>Which meta-parameters are descended, in their order.</summary>
    public int[] Descended { get; }

    /// <summary>x_0.</summary>
    public TrajectoryProgram<T> Start { get; }

    /// <summary>x_(k+1) of x_k; null without steps.</summary>
    public TrajectoryProgram<T>? Step { get; }

    /// <summary>The same with what the host gave; null where every x is kept.</summary>
    public TrajectoryProgram<T>? Again { get; }

    /// <summary>Losses, directions, measures, and the cotangent of x.</summary>
    public TrajectoryProgram<T> End { get; }

    /// <summary>The cotangents of x_k and of the meta-parameters by that of x_(k+1); null where nothing walks back.</summary>
    public TrajectoryProgram<T>? Back { get; }

    /// <summary>The cotangent of the meta-parameters by that of x_0; null where nothing walks back.</summary>
    public TrajectoryProgram<T>? StartBack { get; }

    /// <summary>The number of elements of each member of x, in order.</summary>
    public int[] XLengths => [.. _x.Select(static entry => (int)entry.Value.FlattenedLength)];

    /// <summary>How many states are kept on the way forward.</summary>
    public int KeptStates => Way.WalksBack && Way.Steps > 0 ? 1 + ((Way.Steps - 1) / Way.KeepEvery) : 0;

    /// <summary>How many states are kept between two of those, on the way back.</summary>
    public int SegmentStates => Way.WalksBack && Way.KeepEvery > 1 ? Math.Min(Way.KeepEvery, Way.Steps) : 0;

    /// <summary>The bytes of memory that a run needs: the programs' and what is kept between them.</summary>
    public long Bytes
    {
        get
        {
            Program<T>? step = Step?.Program;
            long hosts = step is null ? 0 : Enumerable.Range(0, step.OutputCount)
                .Where(output => step.OutputNames[output].StartsWith($"{HostResults<T>.Prefix}.", StringComparison.Ordinal)).Sum(output => (long)step.OutputShape(output).ElementCount);
            // One more to carry x from program to program.
            long states = (long)(1 + KeptStates + SegmentStates) * XLengths.Sum();
            return All.Sum(static part => part.Program.WorkspaceBytes) + ((states + (hosts * Way.Steps)) * Unsafe.SizeOf<T>());
        }
    }

    /// <summary>All programs there are.</summary>
    public IEnumerable<TrajectoryProgram<T>> All => new[] { Start, Step, Again, End, Back, StartBack }.OfType<TrajectoryProgram<T>>().Distinct();

    private Variables<T> Derivatives(Variables<T> result, Variables<T> cotangent, Variables<T> x, Variables<T> meta)
    {
        Variables<T> descended = new(Descended.Select(k => meta[k]));
        Variable<T> product = Contract(result, cotangent, meta[0].Value.Tape);
        Variable<T>[] gradients = product.Tape.Gradient(product, [.. x.Values, .. descended.Values]);
        return x.WithValues(gradients.AsSpan(0, x.Count)).Prefixed(Cotangent).Concat(descended.WithValues(gradients.AsSpan(x.Count)).Prefixed(EpisodeNames.Direction));
    }

    /// <summary>The inner product of two sets; 0 of empty ones.</summary>
    public static Variable<T> Contract(Variables<T> left, Variables<T> right, Tape<T> tape) => left.Count == 0 ? tape.Zeros([]) : left.Dot(right);

    private static Variables<T> Only(HostResults<T> hosts, IReadOnlyCollection<string> names) => new(hosts.Results.Where(entry => names.Contains(entry.Key)));

    private TrajectoryProgram<T> Record(HostResults<T>? hosts, bool detached, bool withX, bool withCotangent, TrajectoryPart<T> part)
    {
        using Tape<T> tape = new();
        TrajectoryRecording<T> recording = RecordOn(tape, _tasks, 0, hosts, detached, withX, withCotangent, part);
        if (_others is not null)
        {
            using Tape<T> second = new();
            TrajectoryRecording<T> again = RecordOn(second, _others, 1, hosts?.Anew(), detached, withX, withCotangent, part);
            if (!recording.Inputs.Names.SequenceEqual(again.Inputs.Names) || !recording.Outputs.Names.SequenceEqual(again.Outputs.Names))
            {
                throw MetaProgram<T>.Frozen(_adaptation.GetType().Name, "the second time it has other inputs, schedules or measures");
            }

            if (tape.FindDifference(
                recording.Inputs.Values.ToArray(), recording.Outputs.Values.ToArray(), second, again.Inputs.Values.ToArray(), again.Outputs.Values.ToArray()) is { } difference)
            {
                throw MetaProgram<T>.Frozen(_adaptation.GetType().Name, difference.Message);
            }
        }

        Program<T> program = tape.Compile(recording.Inputs, recording.Outputs, _products);
        string[] read = hosts is { MakesInputs: true } ? [.. hosts.Results.Names.Where(name => program.Reads(program.InputNumber(name)))] : [];
        return new(program, recording.Scheduled, read);
    }

    private TrajectoryRecording<T> RecordOn(
        Tape<T> tape, TaskBatch<T> tasks, long iteration, HostResults<T>? hosts, bool detached, bool withX, bool withCotangent, TrajectoryPart<T> part)
    {
        Variables<T> meta = _meta.Prefixed(EpisodeNames.Meta).On(tape);
        Episode<T> episode = tasks.On(tape, iteration);
        episode.Hosts = hosts;
        Variable<T> number = tape.Input(T.Zero, Number);
        Variable<T> weight = tape.Input(T.One, Weight);
        Variables<T> x = withX ? _x.Prefixed(X).On(tape) : new([]);
        Variables<T> cotangent = withCotangent ? _x.Prefixed(Cotangent).On(tape) : new([]);
        InnerCourse<T> course = new(_adaptation, meta.Under(EpisodeNames.Meta), episode, detached, DerivativeUse.Differentiable);
        Variables<T> outputs = part(course, x.Under(X), new(episode, number), cotangent.Under(Cotangent), weight, hosts);
        (string Input, Schedule Schedule, Variable<T> Variable)[] scheduled =
            [.. episode.ScheduledNumbers.Select(static entry => ($"{EpisodeNames.Scheduled}.{entry.Key}", entry.Value.Schedule, entry.Value.Variable))];
        Variables<T> inputs = meta
            .Concat(episode.Arrays.Prefixed(EpisodeNames.Episode))
            .Concat(new([KeyValuePair.Create(EpisodeNames.Keys, episode.Keys), KeyValuePair.Create(Number, number), KeyValuePair.Create(Weight, weight)]))
            .Concat(x)
            .Concat(cotangent)
            .Concat(hosts is { MakesInputs: true } ? hosts.Results : new([]))
            .Concat(new(scheduled.Select(static entry => KeyValuePair.Create(entry.Input, entry.Variable))));
        return new(inputs, outputs, [.. scheduled.Select(static entry => (entry.Input, entry.Schedule))]);
    }

    // One program serves all steps, with the step's number as a variable. What goes by InnerStep.Known does something else there than where steps are recorded one by one, and nothing else would
    // show it.
    private void RequireNumbered()
    {
        foreach (int number in (int[])[0, Math.Max(0, Way.Steps - 1)])
        {
            if (Step is not null)
            {
                Require(Step, "a step", number, static (course, x, at) => course.Step(x, at).Prefixed(X));
            }

            Require(End, "the end", number, static (course, x, at) => new([KeyValuePair.Create(EpisodeNames.Losses, course.Outer(x, at))]));
        }
    }

    private void Require(TrajectoryProgram<T> part, string what, int number, Func<InnerCourse<T>, Variables<T>, InnerStep<T>, Variables<T>> record)
    {
        using Tape<T> tape = new();
        Episode<T> episode = _tasks.On(tape);
        InnerCourse<T> course = new(_adaptation, _meta.On(tape), episode, detached: true, DerivativeUse.Final);
        Variables<T> expected = record(course, _x.On(tape), new(episode, number));
        using Workspace<T> workspace = part.Program.CreateWorkspace();
        foreach ((string name, System.Numerics.Tensors.Tensor<T> value) in _meta.Prefixed(EpisodeNames.Meta).Concat(_x.Prefixed(X)))
        {
            Tensors.CopyTo(value, workspace.Input(name));
        }

        for (int array = 0; array < _tasks.Layout.Count; array++)
        {
            _tasks.Array(array).CopyTo(workspace.Input($"{EpisodeNames.Episode}.{_tasks.Layout.Names[array]}"));
        }

        _tasks.Keys.CopyTo(workspace.Input(EpisodeNames.Keys));
        workspace.Input(Number)[0] = T.CreateChecked(number);
        workspace.Input(Weight)[0] = T.One;
        foreach ((string input, Schedule schedule) in part.Scheduled)
        {
            workspace.Input(input)[0] = T.CreateChecked(schedule.At(0));
        }

        workspace.Run();
        double rounding = Math.Cbrt(double.CreateChecked(T.BitIncrement(T.One) - T.One));
        foreach ((string name, Variable<T> value) in expected)
        {
            (double difference, double size) = (0, 0);
            ReadOnlySpan<T> found = workspace.Output(name);
            for (int k = 0; k < found.Length; k++)
            {
                difference = Math.Max(difference, Math.Abs(double.CreateChecked(found[k]) - double.CreateChecked(value.Values[k])));
                size = Math.Max(size, Math.Abs(double.CreateChecked(value.Values[k])));
            }

            // Numbers that are not finite are told of by the training.
            if (double.IsFinite(size) && difference > rounding * Math.Max(1, size))
            {
                throw new MetaProgramException(FormattableString.Invariant(
                    $"{_adaptation.GetType().Name}: {what} is another one where its number is a variable than where it is known, by {difference:G3} in '{name}' at number {number}: take the number from {nameof(InnerStep<T>)}.{nameof(InnerStep<T>.Number)}, or what goes by it from Row, Batch, Noise and Host, and not from {nameof(InnerStep<T>.Known)}; or take Unrolled."));
            }
        }
    }
}

/// <summary>What was recorded of one program.</summary>
internal sealed record TrajectoryRecording<T>(Variables<T> Inputs, Variables<T> Outputs, (string Input, Schedule Schedule)[] Scheduled)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A program of a trajectory.</summary>
/// <param name="Program">The program.</param>
/// <param name="Scheduled">Its scheduled numbers.</param>
/// <param name="HostsRead">Which results of the host it reads from its inputs.</param>
internal sealed record TrajectoryProgram<T>(Program<T> Program, (string Input, Schedule Schedule)[] Scheduled, string[] HostsRead)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>What one program of a trajectory computes.</summary>
internal delegate Variables<T> TrajectoryPart<T>(
    InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variables<T> cotangent, Variable<T> weight, HostResults<T>? hosts)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A meta-gradient that can be computed step by step.</summary>
internal interface ITrajectoryWay<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of inner steps.</summary>
    int Steps { get; }

    /// <summary>Whether it walks back from the end to the start, with the cotangent of x.</summary>
    bool WalksBack { get; }

    /// <summary>Every how many steps x is kept on the way forward; those between are computed again.</summary>
    int KeepEvery { get; }

    /// <summary>The weight of the outer loss after some steps.</summary>
    T WeightOf(int steps);

    /// <summary>The end: <c>losses</c>, <c>direction.*</c> of all meta-parameters, <c>measure.*</c> and, for a way that walks back, <c>cotangent.*</c>.</summary>
    Variables<T> End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variable<T> weight);
}
