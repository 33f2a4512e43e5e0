namespace AutogradMaml.Maml;

/// <summary>Whose gradient the meta-gradient of an adapted policy is. The two differ by O(1/rollouts).</summary>
public enum MetaTarget
{
    /// <summary>The return of the policy adapted along the expected gradient: E[R(theta + alpha grad J(theta))]. The inner surrogate's
    /// second derivative estimates the Hessian of J; the samples from which the inner gradient was estimated count as if they did not
    /// depend on theta.</summary>
    ExpectedGradient,

    /// <summary>The expectation over sampled support rollouts of the return of the policy adapted on them: E over tau of R(theta + alpha
    /// g(tau, theta)). The inner step is a function of rollouts and parameters, and the gradient has, beside the way through it, the score
    /// of the support rollouts times the return. Without bias for any number of rollouts.</summary>
    SampledRollouts,
}
