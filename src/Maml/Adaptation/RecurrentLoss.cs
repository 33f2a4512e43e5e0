namespace AutogradMaml.Maml;

/// <summary>What a learner that reads its task is judged by.</summary>
public enum RecurrentLoss
{
    /// <summary>By its queries, each read behind the support set. Source: Mishra et al., A simple neural attentive meta-learner,
    /// 2018.</summary>
    Queries,

    /// <summary>By every example of the support set, each told before its label is seen; queries play no part, neither in the loss nor in
    /// what is measured. Source: Santoro et al., Meta-learning with memory-augmented neural networks, 2016.</summary>
    EveryStep,
}
