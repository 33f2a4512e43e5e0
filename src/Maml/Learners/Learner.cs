using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A way to get from tasks to a direction for the meta-parameters: what happens to a task, and how the outcome is
/// differentiated.</summary>
/// <typeparam name="T">The element type.</typeparam>
public class Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (long From, MetaGradient<T> Gradient)[] _phases;

    /// <summary>Describes a learner that does the same at every iteration.</summary>
    /// <param name="name">The name in listings and results.</param>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="gradient">How the outcome is differentiated.</param>
    /// <exception cref="ArgumentException">The adaptation takes no steps and the way takes some, or the other way round.</exception>
    public Learner(string name, Adaptation<T> adaptation, MetaGradient<T> gradient)
        : this(name, adaptation, [(0, gradient)])
    {
    }

    /// <summary>Describes a learner whose way of differentiating depends on the iteration: first order at first, then exact.</summary>
    /// <param name="name">The name in listings and results.</param>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="phases">From which iteration on which way holds; the first from 0, the others ascending.</param>
    /// <exception cref="ArgumentException">The phases don't begin at 0 or don't ascend, or a way does not fit the adaptation.</exception>
    public Learner(string name, Adaptation<T> adaptation, IReadOnlyList<(long From, MetaGradient<T> Gradient)> phases)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(adaptation);
        ArgumentNullException.ThrowIfNull(phases);
        _phases = [.. phases];
        bool ascends = _phases.Length > 0 && _phases[0].From == 0;
        for (int k = 1; k < _phases.Length; k++)
        {
            ascends &= _phases[k].From > _phases[k - 1].From;
        }

        if (!ascends)
        {
            throw new ArgumentException(
                "Phases begin at iteration 0 and ascend, got " +
                    $"[{string.Join(", ", _phases.Select(static phase => phase.From))}].",
                nameof(phases));
        }

        foreach ((_, MetaGradient<T> gradient) in _phases)
        {
            ArgumentNullException.ThrowIfNull(gradient, nameof(phases));
            if (!adaptation.TakesSteps && gradient.Steps > 0)
            {
                throw new ArgumentException(
                    $"{adaptation.GetType().Name} takes no inner steps, so its meta-gradient has 0 of them, got " +
                        $"{gradient.Steps}.",
                    nameof(phases));
            }
        }

        Name = name;
        Adaptation = adaptation;
    }

    /// <summary>The name in listings and results.</summary>
    public string Name { get; }

    /// <summary>What happens to a task.</summary>
    public Adaptation<T> Adaptation { get; }

    /// <summary>What happens to a task where nothing is trained, in evaluations and in <see cref="Adapt"/>: the same, unless the learner
    /// does something in training that has no place there. Its parts are those of <see cref="Adaptation"/>.</summary>
    public virtual Adaptation<T> Tested => Adaptation;

    /// <summary>The number of phases.</summary>
    public int PhaseCount => _phases.Length;

    /// <summary>Everything that the direction depends on besides data and meta-parameters, in words: two learners that differ in it do not
    /// continue each other's checkpoints.</summary>
    public string Description
        => $"{Name}; {Adaptation.Description}; " + string.Join(
            ", ",
            _phases.Select(
                phase => FormattableString.Invariant(
                    $"{(_phases.Length == 1 ? string.Empty : $"from {phase.From} ")}{phase.Gradient.Description}")));

    /// <summary>The iteration with which the last phase begins.</summary>
    internal long BeginOfLastPhase => _phases[^1].From;

    /// <summary>The phase of an iteration, from 0.</summary>
    /// <param name="iteration">The iteration.</param>
    public int PhaseOf(long iteration)
    {
        int phase = _phases.Length - 1;
        while (_phases[phase].From > iteration)
        {
            phase--;
        }

        return phase;
    }

    /// <summary>The way of differentiating in a phase.</summary>
    /// <param name="phase">The phase, from 0.</param>
    public MetaGradient<T> GradientIn(int phase) => _phases[phase].Gradient;

    /// <summary>Draws the initial meta-parameters.</summary>
    /// <param name="seed">The seed.</param>
    public Parameters<T> Initialize(ulong seed) => MetaPart<T>.Initialize(Adaptation.Parts, seed);

    /// <summary>Given tensors as the meta-parameters of this learner, after a check of names and shapes.</summary>
    /// <param name="parameters">The tensors, in any order.</param>
    /// <exception cref="ArgumentException">A tensor is missing, not expected, or of another shape; the message names them.</exception>
    public Parameters<T> Load(Parameters<T> parameters) => MetaPart<T>.Load(Adaptation.Parts, parameters);

    /// <summary>Writes meta-parameters of this learner: a safetensors file with names and shapes, the learner in words, the version of the
    /// library, and a checksum over the whole file.</summary>
    /// <param name="path">Where to. What is there is replaced; at any moment the path holds that or all of the new.</param>
    /// <param name="meta">The meta-parameters, in any order.</param>
    /// <exception cref="ArgumentException">They are not this learner's, or hold a number that is not finite.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string path, Parameters<T> meta)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Parameters<T> ordered = Load(meta);
        if (ordered.FirstNonFinite() is { } name)
        {
            throw new ArgumentException(
                $"The meta-parameters hold numbers that are not finite in '{name}', and a file of them would be refused.", nameof(meta));
        }

        MetaParameterFile.Write(path, ordered, Description);
    }

    /// <summary>Reads what <see cref="Save"/> has written, or the meta-parameters of a training's checkpoint. Another learner may read them
    /// whose parts have the same names and shapes: with other steps, another way to differentiate, another inner rule.</summary>
    /// <param name="path">The file. It is not trusted: nothing is taken from it that does not fit its checksum and this learner.</param>
    /// <exception cref="WeightFileException">The file is damaged, or is no safetensors file.</exception>
    /// <exception cref="InvalidDataException">It is neither of the two, or holds a number that is not finite.</exception>
    /// <exception cref="ArgumentException">A tensor is missing, not expected, or of another shape; the message names them.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public Parameters<T> LoadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(MetaParameterFile.Read<T>(path));
    }

    /// <summary>Adapts to one task.</summary>
    /// <param name="meta">The meta-parameters, in any order.</param>
    /// <param name="task">The task, as named tensors without a task axis; what only judges (the query set) may be missing.</param>
    /// <param name="steps">The number of inner steps; as in the last phase of the training, by default.</param>
    /// <remarks>Memory: one step's operations.</remarks>
    /// <exception cref="ArgumentException">The task's sets don't fit, or the adaptation has numbers that follow the iteration.</exception>
    public AdaptedLearner<T> Adapt(Parameters<T> meta, Parameters<T> task, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        int count = steps ?? GradientIn(PhaseCount - 1).Steps;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(steps));
        Parameters<T> ordered = Load(meta);
        TaskBatch<T> batch = TaskBatch<T>.Of(task);
        TaskSets.Require(batch.Layout, null);
        TaskWeights.Require(batch, 0, null);
        using Tape<T> tape = new();
        Parameters<T>? x = null;
        for (int step = 0; step <= count; step++)
        {
            tape.Clear();
            Episode<T> episode = batch.On(tape);
            InnerCourse<T> course = new(Tested, ordered.On(tape), episode, detached: true, DerivativeUse.Final);
            x = (x is null ? course.Start() : course.Step(x.On(tape), new(episode, step - 1))).ToParameters();
            episode.RequireNothingScheduled();
        }

        return new(Tested, ordered, task, new(x!.Select(WithoutTaskAxis)), count);
    }

    /// <summary>Losses, measures and the direction, recorded on the tasks' tape.</summary>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="use">Whether everything the direction was computed from is to stay on the tape.</param>
    /// <exception cref="ArgumentException">The result is not one number for each task and a direction for each meta-parameter; the message
    /// says which.</exception>
    public MetaOutcome<T> Compute(Variables<T> meta, Episode<T> episode, int phase = 0, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        MetaOutcome<T> outcome = GradientIn(phase).Compute(Adaptation, meta, episode, use);
        InnerCourse<T>.RequireOfTasks(Adaptation, $"the meta-gradient '{GradientIn(phase).Name}'", outcome.Losses, episode);
        bool fits = outcome.Direction.Count == meta.Count;
        for (int k = 0; k < meta.Count && fits; k++)
        {
            (string name, Variable<T> value) = outcome.Direction[k];
            fits = name == meta[k].Key;
            if (fits && value.Shape != meta[k].Value.Shape)
            {
                throw new ArgumentException(
                    $"{Name}: the direction for '{name}' has shape {value.Shape}, expected that of the meta-parameter, " +
                        $"{meta[k].Value.Shape}.");
            }
        }

        return fits
            ? outcome
            : throw new ArgumentException(
                $"{Name}: a direction for each meta-parameter by name and in order is expected, [{string.Join(", ", meta.Names)}], got " +
                    $"[{string.Join(", ", outcome.Direction.Names)}].");
    }

    // What all tasks share has no such axis.
    private static KeyValuePair<string, System.Numerics.Tensors.Tensor<T>> WithoutTaskAxis(
        KeyValuePair<string, System.Numerics.Tensors.Tensor<T>> entry)
    {
        Shape shape = Tensors.ShapeOf(entry.Value);
        return KeyValuePair.Create(
            entry.Key, shape.Rank > 1 && shape[0] == 1 ? Tensors.Create<T>(Tensors.ToArray(entry.Value), shape.Without(0)) : entry.Value);
    }
}
