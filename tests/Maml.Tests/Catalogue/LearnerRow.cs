using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>One row of the catalogue: a learner or a way to differentiate, how it is built on a problem, what it promises, and what it is
/// held against. A row is a class in a file of its own under Rows; nothing else lists it.</summary>
internal abstract class LearnerRow
{
    /// <summary>The public class that the row is for, <c>typeof(Maml&lt;&gt;)</c>; a learner, or a way to differentiate.</summary>
    public abstract Type Of { get; }

    /// <summary>The problems that it is tried on.</summary>
    public abstract IReadOnlyList<LearnerProblem> Problems { get; }

    /// <summary>Whether its direction is the gradient of the loss after adaptation, with nothing left out.</summary>
    public abstract bool IsExact { get; }

    /// <summary>What a certificate calls it; null where it is no gradient of the loss after adaptation, and so refused one.</summary>
    public abstract MetaGradientKind? Certificate { get; }

    /// <summary>Whether it is made for classes, so that no problem with real targets can be among its own.</summary>
    public virtual bool ClassifiesOnly => false;

    /// <summary>Why the loss on a problem is not the problem's loss of what is predicted for the queries, so that predictions can't be held
    /// against it; null where it is.</summary>
    public virtual string? LossIsNotOfPredictions(LearnerProblem problem) => null;

    /// <summary>What <see cref="Define"/> computes, in words.</summary>
    public abstract string ComparedWith { get; }

    /// <summary>How far losses and direction may be from their definition, relative to the largest element.</summary>
    public virtual double Tolerance => 1e-12;

    /// <summary>The name of the class.</summary>
    public string Name => Of.Name[..Of.Name.IndexOf('`', StringComparison.Ordinal)];

    /// <summary>The page, from the project's root: <c>docs/learners/first-order-maml.md</c>.</summary>
    public string Page
    {
        get
        {
            IEnumerable<string> letters = Name.Select(
                static (letter, k) => $"{(char.IsUpper(letter) && k > 0 ? "-" : string.Empty)}{char.ToLowerInvariant(letter)}");
            return $"docs/learners/{string.Concat(letters)}.md";
        }
    }

    /// <summary>The learner on a problem.</summary>
    public abstract Learner<double> Make(LearnerProblem problem);

    /// <summary>Loss and direction of one task by their definition: written anew on a bare tape, without adaptation, learner or task
    /// axis.</summary>
    public abstract (double Loss, Parameters<double> Direction) Define(
        LearnerProblem problem, Parameters<double> meta, Parameters<double> task);
}
