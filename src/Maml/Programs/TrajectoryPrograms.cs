using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A meta-gradient that goes along a trajectory, as programs that run once for each step: the start, a step forward, the end and,
/// for one that walks back, the derivatives of a step and of the start. However many steps there are, each is recorded and planned
/// once.</summary>
/// <remarks>Inputs by name: <c>meta.*</c>, <c>episode.*</c> and <c>keys</c> of all; <c>number</c> of the step; <c>x.*</c>;
/// <c>cotangent.*</c> of what the step led to; <c>host.*</c>, what calls to the host gave on the way forward; <c>scheduled.*</c>. The end's
/// outputs are those of a <see cref="MetaProgram{T}"/>, with <c>cotangent.*</c> behind them.</remarks>
internal sealed class TrajectoryPrograms<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Adaptation<T> _adaptation;
    private readonly Parameters<T> _meta;
    private readonly TaskBatch<T> _tasks;
    private readonly TrajectoryRecorder<T> _recorder;

    /// <summary>Records and plans.</summary>
    /// <param name="way">The way.</param>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="meta">Meta-parameters; their values don't matter.</param>
    /// <param name="tasks">Tasks of the layout; their values don't matter.</param>
    /// <param name="others">Other tasks of the layout, as many: each program is recorded a second time with them and must come out the
    /// same; null for no such check.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <exception cref="MetaProgramException">Something is frozen, or a step goes by its number where the number is a variable.</exception>
    public TrajectoryPrograms(
        ITrajectoryWay<T> way, Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks, TaskBatch<T>? others,
        ProductOrder products)
    {
        (Way, _adaptation, _meta, _tasks) = (way, adaptation, meta, tasks);
        _recorder = new(adaptation, meta, tasks, others, products);
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Descended = [.. Enumerable.Range(0, meta.Count).Where(k => sources[meta[k].Key] == OuterSource.Gradient)];
        HostResults<T> startHosts = HostResults<T>.Inputs();
        HostResults<T> stepHosts = HostResults<T>.Inputs();
        HashSet<string> kept = [];
        if (way.WalksBack)
        {
            StartBack = _recorder.Record(
                startHosts, detached: false, withX: false, withCotangent: true,
                (course, _, _, cotangent, _, _) => Derivatives(course.Start(), cotangent, new([]), course.Meta));
            if (way.Steps > 0)
            {
                Back = _recorder.Record(
                    stepHosts, detached: false, withX: true, withCotangent: true,
                    (course, x, at, cotangent, _, _) => Derivatives(course.Step(x, at), cotangent, x, course.Meta));
                kept.UnionWith(Back.HostsRead);
            }
        }

        Start = _recorder.Record(
            HostResults<T>.Keeping(), detached: true, withX: false, withCotangent: false,
            (course, _, _, _, _, hosts) => course.Start().Prefixed(TrajectoryNames.X).Concat(Only(hosts!, StartBack?.HostsRead ?? [])));
        if (way.Steps > 0)
        {
            if (way.KeepEvery > 1)
            {
                Again = _recorder.Record(
                    HostResults<T>.Inputs(), detached: true, withX: true, withCotangent: false,
                    static (course, x, at, _, _, _) => course.Step(x, at).Prefixed(TrajectoryNames.X));
                kept.UnionWith(Again.HostsRead);
            }

            Step = _recorder.Record(
                HostResults<T>.Keeping(), detached: true, withX: true, withCotangent: false,
                (course, x, at, _, _, hosts) => course.Step(x, at).Prefixed(TrajectoryNames.X).Concat(Only(hosts!, kept)));

            // Where the host is not asked, the step itself does.
            Again = Again is { HostsRead.Length: 0 } ? Step : Again;
        }

        End = _recorder.Record(
            null, detached: false, withX: true, withCotangent: false, (course, x, at, _, weight, _) => way.End(course, x, at, weight));
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
    public int[] XLengths => _recorder.XLengths;

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
                .Where(output => step.OutputNames[output].StartsWith($"{HostResults<T>.Prefix}.", StringComparison.Ordinal))
                    .Sum(output => (long)step.OutputShape(output).ElementCount);
            // One more to carry x from program to program.
            long states = (long)(1 + KeptStates + SegmentStates) * XLengths.Sum();
            long programs = All.Sum(
                part => part.Program.WorkspaceBytes - (part == End ? 0 : part.Program.BytesOfInputs(part.InputsSharedWith(End.Program))));
            return programs + ((states + (hosts * Way.Steps)) * Unsafe.SizeOf<T>());
        }
    }

    /// <summary>All programs there are.</summary>
    public IEnumerable<TrajectoryProgram<T>> All
        => new[] { Start, Step, Again, End, Back, StartBack }.OfType<TrajectoryProgram<T>>().Distinct();

    private Variables<T> Derivatives(Variables<T> result, Variables<T> cotangent, Variables<T> x, Variables<T> meta)
    {
        Variables<T> descended = new(Descended.Select(k => meta[k]));
        Variable<T> product = Contract(result, cotangent, meta[0].Value.Tape);
        Variable<T>[] gradients = product.Tape.Gradient(product, [.. x.Values, .. descended.Values]);
        return x.WithValues(gradients.AsSpan(0, x.Count)).Prefixed(TrajectoryNames.Cotangent)
            .Concat(descended.WithValues(gradients.AsSpan(x.Count)).Prefixed(EpisodeNames.Direction));
    }

    /// <summary>The inner product of two sets; 0 of empty ones.</summary>
    public static Variable<T> Contract(Variables<T> left, Variables<T> right, Tape<T> tape)
        => left.Count == 0 ? tape.Zeros([]) : left.Dot(right);

    private static Variables<T> Only(HostResults<T> hosts, IReadOnlyCollection<string> names)
        => new(hosts.Results.Where(entry => names.Contains(entry.Key)));

    // One program serves all steps, with the step's number as a variable. What goes by InnerStep.Known does something else there than where
    // steps are recorded one by one, and nothing else would show it.
    private void RequireNumbered()
    {
        foreach (int number in (int[])[0, Math.Max(0, Way.Steps - 1)])
        {
            if (Step is not null)
            {
                Require(Step, "a step", number, static (course, x, at) => course.Step(x, at).Prefixed(TrajectoryNames.X));
            }

            Require(End, "the end", number, static (course, x, at) => new([KeyValuePair.Create(EpisodeNames.Losses, course.Outer(x, at))]));
        }
    }

    private void Require(
        TrajectoryProgram<T> part, string what, int number, Func<InnerCourse<T>, Variables<T>, InnerStep<T>, Variables<T>> record)
    {
        using Tape<T> tape = new();
        Episode<T> episode = _tasks.On(tape);
        InnerCourse<T> course = new(_adaptation, _meta.On(tape), episode, detached: true, DerivativeUse.Final);
        Variables<T> expected = record(course, _recorder.X.On(tape), new(episode, number));
        using Workspace<T> workspace = part.Program.CreateWorkspace();
        Parameters<T> inputs = _meta.Prefixed(EpisodeNames.Meta).Concat(_recorder.X.Prefixed(TrajectoryNames.X));
        foreach ((string name, System.Numerics.Tensors.Tensor<T> value) in inputs)
        {
            Tensors.CopyTo(value, workspace.Input(name));
        }

        for (int array = 0; array < _tasks.Layout.Count; array++)
        {
            _tasks.Array(array).CopyTo(workspace.Input($"{EpisodeNames.Episode}.{_tasks.Layout.Names[array]}"));
        }

        _tasks.Keys.CopyTo(workspace.Input(EpisodeNames.Keys));
        workspace.Input(TrajectoryNames.Number)[0] = T.CreateChecked(number);
        workspace.Input(TrajectoryNames.Weight)[0] = T.One;
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
                throw new MetaProgramException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_adaptation.GetType().Name}: {what} is another one where its number is a variable than where it is known, by " +
                        $"{difference:G3} in '{name}' at number {number}: take the number from " +
                        $"{nameof(InnerStep<T>)}.{nameof(InnerStep<T>.Number)}, or what goes by it from Row, Batch, Noise and Host, and " +
                        $"not from {nameof(InnerStep<T>.Known)}; or take Unrolled."));
            }
        }
    }
}
