using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// A learner on some tasks as a program: (meta-parameters, tasks) to losses, measures and the direction. Recorded once for a number of
/// tasks, their layout and a phase; checked; planned; then replayed without allocation.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Inputs, by name: <c>meta.*</c>; <c>episode.*</c>, [tasks, ...]; <c>keys</c>, [tasks, <see cref="RandomKey.Length"/>];
/// <c>scheduled.*</c>. Outputs: <c>losses</c>, [tasks]; <c>direction.*</c>, summed over the tasks; <c>measure.*</c>, [tasks]. What the
/// recording does not use is no input.
/// <para>Two mistakes that would train wrongly without a word are refused when the program is made: a learner that freezes something that
/// was meant to change (it is recorded a second time with other tasks and another iteration, and must come out the same), and one in which
/// tasks mix (a task by itself must have the loss that it has among others, to rounding).</para>
/// </remarks>
public sealed class MetaProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (string Input, Schedule Schedule)[] _scheduled;

    /// <summary>Records, checks and plans.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">Meta-parameters of it; their values only matter to the checks.</param>
    /// <param name="tasks">Tasks of the layout that the program is for.</param>
    /// <param name="others">Other tasks of that layout, as many; null for a program that is not checked for what it freezes.</param>
    /// <param name="phase">The learner's phase.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <exception cref="MetaProgramException">The learner can't be replayed, freezes something, or mixes tasks; the message names it and
    /// the ways out.</exception>
    public MetaProgram(
        Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks, TaskBatch<T>? others = null, int phase = 0,
        ProductOrder products = ProductOrder.AsRecorded)
        : this(learner, meta, tasks, others, phase, products, keepsHosts: false)
    {
    }

    /// <summary>Records, checks and plans.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">Meta-parameters of it.</param>
    /// <param name="tasks">Tasks of the layout that the program is for.</param>
    /// <param name="others">Other tasks of that layout, as many.</param>
    /// <param name="phase">The learner's phase.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <param name="keepsHosts">Whether the results of the calls to the host are further outputs, <c>host.*</c>, for an outer
    /// search.</param>
    internal MetaProgram(
        Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks, TaskBatch<T>? others, int phase, ProductOrder products, bool keepsHosts)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(tasks);
        Learner = learner;
        Layout = tasks.Layout;
        Tasks = tasks.Tasks;
        Phase = phase;
        TasksApart.RequireLayers(learner, meta, tasks);
        MetaGradient<T> gradient = learner.GradientIn(phase);
        Learner<T> recorded = gradient.Trajectory is null ? learner : new(learner.Name, learner.Adaptation, gradient.Shortened);
        int recordedPhase = gradient.Trajectory is null ? phase : 0;
        using Tape<T> tape = new();
        ProgramRecording<T> recording = ProgramRecording<T>.Of(recorded, meta, tasks, tape, 0, recordedPhase, keepsHosts);
        if (others is not null)
        {
            using Tape<T> second = new();
            recording.RequireSame(ProgramRecording<T>.Of(recorded, meta, others, second, 1, recordedPhase, keepsHosts), learner.Name);
        }

        TasksApart.Require(recorded, meta, tasks, recording.Outputs[EpisodeNames.Losses].Values, recordedPhase);
        _scheduled = [.. recording.Scheduled];
        Trajectory = gradient.Trajectory is { } way ? new(way, learner.Adaptation, meta, tasks, others, products) : null;
        Program = Trajectory?.End.Program ?? recording.Compile(learner.Name, products);
        MeasureNames = [.. recording.Outputs.Under(EpisodeNames.Measure).Names];
    }

    /// <summary>The learner.</summary>
    public Learner<T> Learner { get; }

    /// <summary>The layout of the tasks.</summary>
    public TaskLayout Layout { get; }

    /// <summary>The number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>The learner's phase.</summary>
    public int Phase { get; }

    /// <summary>The program. Of a way that goes along the trajectory, such as <see cref="TrajectoryAdjoint{T}"/>, that of the end; those of
    /// the steps are run with it by a <see cref="MetaWorkspace{T}"/>.</summary>
    public Program<T> Program { get; }

    /// <summary>The programs of a way that goes along the trajectory; null where one program has all steps.</summary>
    internal TrajectoryPrograms<T>? Trajectory { get; }

    /// <summary>The bytes of memory that a run needs: programs, and what is kept from one to another.</summary>
    public long WorkspaceBytes => Trajectory?.Bytes ?? Program.WorkspaceBytes;

    /// <summary>The names of the measures, in order.</summary>
    public IReadOnlyList<string> MeasureNames { get; }

    /// <summary>Makes the memory for running it; a thread has its own.</summary>
    /// <param name="pool">Where the memory comes from.</param>
    public MetaWorkspace<T> CreateWorkspace(BufferPool? pool = null) => new(this, pool);

    /// <summary>The scheduled numbers among the inputs.</summary>
    internal ReadOnlySpan<(string Input, Schedule Schedule)> Scheduled => _scheduled;
}
